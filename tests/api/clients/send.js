// Sends lines with @logdna/logger to the desk that the environment names, and prints each
// event of the client as one JSON object a line.
'use strict'

const {createLogger} = require('@logdna/logger')

const {DESK, KEY, LINES, OPTIONS} = process.env

const logger = createLogger(KEY, {url: `${DESK}/logs/ingest`, flushIntervalMs: 20, ...JSON.parse(OPTIONS)})
const print = (event, value) => console.log(JSON.stringify({event, ...value}))

logger.on('error', (error) => print('error', {message: error.message, meta: error.meta}))
logger.on('send', ({totalLinesSent}) => print('send', {totalLinesSent}))
// The sockets it keeps open would hold the program.
logger.on('cleared', () => setImmediate(() => process.exit(0)))

for (const {text, options} of JSON.parse(LINES)) {
  if (typeof text === 'object') {
    logger.agentLog(text)
  } else {
    logger.log(text, options)
  }
}
