# Copies the dump of the preceding container, and the images. The name of an image contains the hash of its content, so a copied
# image never changes, and the copy deletes nothing.
set -eu
. "$(dirname "$0")/stores.sh"
rclone mkdir "$backups"
rclone copy --checksum /dump "$backups/database/"
rclone copy --size-only "$photos" "$backups/images/"
rclone delete --min-age "${BACKUP_KEEP_DAYS}d" "$backups/database/"
rclone lsl "$backups/database/"
