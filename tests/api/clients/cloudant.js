// Asks and says which events of a Cloudant instance are stored, with npm's @ibm-cloud/cloudant, and
// prints what each call answered, one JSON value a line.
'use strict'

const {CloudantV1} = require('@ibm-cloud/cloudant')
const {IamAuthenticator} = require('ibm-cloud-sdk-core')

const {DESK, KEY, LINES, OPTIONS} = process.env
const authenticator = new IamAuthenticator({apikey: KEY, url: DESK})
const service = new CloudantV1({authenticator, serviceUrl: DESK + JSON.parse(OPTIONS).prefix})

const main = async () => {
  for (const types of JSON.parse(LINES)) {
    try {
      const answer = types
        ? await service.postActivityTrackerEvents({types})
        : await service.getActivityTrackerEvents()
      console.log(JSON.stringify(answer.result))
    } catch (error) {
      console.log(JSON.stringify({status: error.status ?? error.code, message: error.message}))
    }
  }
}

main()
