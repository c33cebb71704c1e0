"""Asks and says which events of a Cloudant instance are stored, with PyPI's ibmcloudant.

Prints what each call answered, one JSON value a line.
"""

import json
import os

from ibm_cloud_sdk_core import ApiException
from ibm_cloud_sdk_core.authenticators import IAMAuthenticator
from ibmcloudant.cloudant_v1 import CloudantV1

options = json.loads(os.environ["OPTIONS"])
service = CloudantV1(authenticator=IAMAuthenticator(os.environ["KEY"], url=os.environ["DESK"]))
service.set_service_url(os.environ["DESK"] + options["prefix"])
for types in json.loads(os.environ["LINES"]):
    try:
        if types is None:
            answer = service.get_activity_tracker_events()
        else:
            answer = service.post_activity_tracker_events(types=types)
        print(json.dumps(answer.get_result()))
    except ApiException as error:
        print(json.dumps({"status": error.status_code, "message": error.message}))
