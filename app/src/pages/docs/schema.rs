//! A schema in a few words.

use serde_json::Value;

/// How deep named schemas are written out.
const DEPTH: usize = 4;

/// What a reference stands for, or the thing itself.
pub fn followed<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let pointer = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    pointer.and_then(|pointer| document.pointer(pointer)).unwrap_or(value)
}

/// A schema as one writes an example: objects in braces, `?` behind what may be left out.
pub fn written(document: &Value, schema: &Value) -> String {
    short(document, schema, 0)
}

fn short(document: &Value, schema: &Value, depth: usize) -> String {
    let schema = followed(document, schema);
    if let Some(options) = schema["enum"].as_array() {
        return options.iter().map(Value::to_string).collect::<Vec<_>>().join(" | ");
    }
    if let Some(constant) = schema.get("const") {
        return constant.to_string();
    }
    for joined in ["anyOf", "oneOf"] {
        if let Some(options) = schema[joined].as_array() {
            let options: Vec<String> = options.iter().map(|it| short(document, it, depth)).collect();
            return options.join(" | ");
        }
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => return kinds.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | "),
        kind => kind.as_str().unwrap_or("anything"),
    };
    match kind {
        "object" if depth < DEPTH && schema["properties"].is_object() => object(document, schema, depth),
        "array" => format!("[{}]", short(document, &schema["items"], depth + 1)),
        other => other.to_owned(),
    }
}

fn object(document: &Value, schema: &Value, depth: usize) -> String {
    let required = schema["required"].as_array();
    let field = |(name, value): (&String, &Value)| {
        let needed = required.is_some_and(|names| names.iter().any(|it| it == name));
        format!("{name}{}: {}", if needed { "" } else { "?" }, short(document, value, depth + 1))
    };
    let fields: Vec<String> = schema["properties"].as_object().into_iter().flatten().map(field).collect();
    format!("{{{}}}", fields.join(", "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_schema_reads_like_an_example() {
        let document = json!({"components": {"schemas": {"Id": {"type": "string"}}}});
        let schema = json!({"type": "object", "required": ["id"], "properties": {
            "id": {"$ref": "#/components/schemas/Id"},
            "kinds": {"type": "array", "items": {"enum": ["a", "b"]}},
            "ok": {"const": true},
        }});
        assert_eq!(written(&document, &schema), r#"{id: string, kinds?: ["a" | "b"], ok?: true}"#);
    }

    #[test]
    fn a_schema_that_holds_itself_comes_to_an_end() {
        let document = json!({"components": {"schemas": {"Tree": {"type": "object",
            "properties": {"child": {"$ref": "#/components/schemas/Tree"}}}}}});
        let text = written(&document, &json!({"$ref": "#/components/schemas/Tree"}));
        assert!(text.len() < 200, "{text}");
    }
}
