# Copies the dump that the container before this one made, and the photos. Photos carry the hash of their content in their
# name, so nothing that was copied before changes, and nothing is deleted with them.
set -eu
. "$(dirname "$0")/stores.sh"
rclone mkdir "$backups"
rclone copy --checksum /dump "$backups/database/"
rclone copy --size-only "$photos" "$backups/images/"
rclone delete --min-age "${BACKUP_KEEP_DAYS}d" "$backups/database/"
rclone lsl "$backups/database/"
