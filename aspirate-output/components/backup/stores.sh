# Configures rclone for the object store of the images and for the backup bucket, which is in the same store unless
# BACKUP_S3_ENDPOINT_URL specifies another one.
store() { # NAME ENDPOINT REGION KEY SECRET
  provider=Other
  [ -n "$2" ] || provider=AWS
  export "RCLONE_CONFIG_$1_TYPE=s3" "RCLONE_CONFIG_$1_PROVIDER=$provider" "RCLONE_CONFIG_$1_ENDPOINT=$2" "RCLONE_CONFIG_$1_REGION=$3"
  export "RCLONE_CONFIG_$1_ACCESS_KEY_ID=$4" "RCLONE_CONFIG_$1_SECRET_ACCESS_KEY=$5"
}

store PHOTOS "$CV_S3_ENDPOINT_URL" "$CV_S3_REGION" "$ACCESS_KEY_ID" "$SECRET_ACCESS_KEY"
photos=photos:$CV_S3_BUCKET
backups=photos:$BACKUP_BUCKET
if [ -n "$BACKUP_S3_ENDPOINT_URL" ]; then
  : "${BACKUP_ACCESS_KEY_ID:?the Secret backup-credentials has to hold it and BACKUP_SECRET_ACCESS_KEY}"
  store BACKUPS "$BACKUP_S3_ENDPOINT_URL" "$BACKUP_S3_REGION" "$BACKUP_ACCESS_KEY_ID" "$BACKUP_SECRET_ACCESS_KEY"
  backups=backups:$BACKUP_BUCKET
fi
