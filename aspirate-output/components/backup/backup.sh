# Copies the dump that the container before this one made, and the photos. Photos carry the hash of their content in their
# name, so nothing that was copied before changes, and nothing is deleted with them.
set -eu
provider=Other
[ -n "$CV_S3_ENDPOINT_URL" ] || provider=AWS
export RCLONE_CONFIG_S3_TYPE=s3 RCLONE_CONFIG_S3_PROVIDER=$provider RCLONE_CONFIG_S3_ENDPOINT="$CV_S3_ENDPOINT_URL" RCLONE_CONFIG_S3_REGION="$CV_S3_REGION"
export RCLONE_CONFIG_S3_ACCESS_KEY_ID="$ACCESS_KEY_ID" RCLONE_CONFIG_S3_SECRET_ACCESS_KEY="$SECRET_ACCESS_KEY"
rclone mkdir "s3:$BACKUP_BUCKET"
rclone copy --checksum /dump "s3:$BACKUP_BUCKET/database/"
rclone copy --size-only "s3:$CV_S3_BUCKET" "s3:$BACKUP_BUCKET/images/"
rclone delete --min-age "${BACKUP_KEEP_DAYS}d" "s3:$BACKUP_BUCKET/database/"
rclone lsl "s3:$BACKUP_BUCKET/database/"
