//! A picture of pixels, for places that show no SVG.

use std::sync::{Arc, OnceLock};

use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{ImageHrefResolver, Options, Tree, fontdb::Database},
};

/// The most pixels a picture has: 64 MB while it is drawn.
const PIXELS_MAX: f64 = 16_000_000.0;

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PngError {
    /// The text is no SVG.
    #[error("the drawing can not be read as SVG; nothing was made of it")]
    Unreadable(#[source] resvg::usvg::Error),
    /// It would be too large, or nothing.
    #[error("a picture of {width:.0} by {height:.0} pixels is too large or empty; choose another scale")]
    Size {
        /// How wide it would be.
        width: f64,
        /// How high it would be.
        height: f64,
    },
    /// The pixels could not be packed.
    #[error("the picture could not be packed: {0}")]
    Unpacked(String),
}

/// Draws a file of `to_svg` so many times its size. The font is in the program: servers have none.
pub fn to_png(svg: &str, scale: f64) -> Result<Vec<u8>, PngError> {
    let options = Options {
        font_family: FAMILY.to_owned(),
        fontdb: fonts(),
        // A drawing has no pictures in it; whatever says otherwise reads no file.
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(PngError::Unreadable)?;
    let size = tree.size();
    let (width, height) = (f64::from(size.width()) * scale, f64::from(size.height()) * scale);
    let refused = || PngError::Size { width, height };
    // Not a number is refused too.
    if !(width >= 1.0 && height >= 1.0 && width * height <= PIXELS_MAX) {
        return Err(refused());
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "both are bounded above")]
    let mut picture = Pixmap::new(width.ceil() as u32, height.ceil() as u32).ok_or_else(refused)?;
    #[expect(clippy::cast_possible_truncation, reason = "pictures are drawn in single precision")]
    let transform = Transform::from_scale(scale as f32, scale as f32);
    resvg::render(&tree, transform, &mut picture.as_mut());
    picture.encode_png().map_err(|error| PngError::Unpacked(error.to_string()))
}

const FAMILY: &str = "Ubuntu";

fn fonts() -> Arc<Database> {
    static FONTS: OnceLock<Arc<Database>> = OnceLock::new();
    let load = || {
        let mut fonts = Database::new();
        fonts.load_font_data(epaint_default_fonts::UBUNTU_LIGHT.to_vec());
        fonts.set_sans_serif_family(FAMILY);
        Arc::new(fonts)
    };
    FONTS.get_or_init(load).clone()
}
