# Restores a dump and the images. RESTORE_FROM is the name of a dump, or latest.
set -eu
. "$(dirname "$0")/stores.sh"
name=$RESTORE_FROM
[ "$name" != latest ] || name=$(rclone lsf "$backups/database/" | sort | tail -n 1)
[ -n "$name" ] || { echo 'there is no dump to restore'; exit 1; }
echo "restoring $name"
rclone copyto "$backups/database/$name" /dump/vision_logs.dump
rclone copy --size-only "$backups/images/" "$photos"
