# Brings a dump and the photos back. RESTORE_FROM is the name of a dump, or latest.
set -eu
provider=Other
[ -n "$CV_S3_ENDPOINT_URL" ] || provider=AWS
export RCLONE_CONFIG_S3_TYPE=s3 RCLONE_CONFIG_S3_PROVIDER=$provider RCLONE_CONFIG_S3_ENDPOINT="$CV_S3_ENDPOINT_URL" RCLONE_CONFIG_S3_REGION="$CV_S3_REGION"
export RCLONE_CONFIG_S3_ACCESS_KEY_ID="$ACCESS_KEY_ID" RCLONE_CONFIG_S3_SECRET_ACCESS_KEY="$SECRET_ACCESS_KEY"
name=$RESTORE_FROM
[ "$name" != latest ] || name=$(rclone lsf "s3:$BACKUP_BUCKET/database/" | sort | tail -n 1)
[ -n "$name" ] || { echo 'there is no dump to restore'; exit 1; }
echo "restoring $name"
rclone copyto "s3:$BACKUP_BUCKET/database/$name" /dump/vision_logs.dump
rclone copy --size-only "s3:$BACKUP_BUCKET/images/" "s3:$CV_S3_BUCKET"
