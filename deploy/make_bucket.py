"""Make the bucket of `S3_BUCKET` when it is not there: run once before the first start.

Uses the same variables as the settings, so it works for any S3-compatible storage. Running it
again changes nothing.
"""

import os
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError


def main() -> None:
    """Say what was done, or fail with the storage's own words."""
    name = os.environ["S3_BUCKET"]
    client = boto3.client(
        "s3",
        endpoint_url=os.environ.get("S3_ENDPOINT_URL"),
        aws_access_key_id=os.environ.get("S3_ACCESS_KEY"),
        aws_secret_access_key=os.environ.get("S3_SECRET_KEY"),
        region_name=os.environ.get("S3_REGION", "us-east-1"),
        config=Config(signature_version="s3v4", retries={"max_attempts": 10}),
    )
    try:
        client.head_bucket(Bucket=name)
    except ClientError as answer:
        if answer.response["ResponseMetadata"]["HTTPStatusCode"] != 404:  # noqa: PLR2004
            raise
        client.create_bucket(Bucket=name)
        sys.stdout.write(f"bucket {name} made\n")
    else:
        sys.stdout.write(f"bucket {name} is there\n")


if __name__ == "__main__":
    main()
