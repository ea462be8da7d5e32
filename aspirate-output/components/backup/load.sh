# Puts the database back to what the dump holds: what is there goes, tenants that came after the dump with it. The dump is
# read from end to end first, so that a broken one takes nothing away. pg_restore cannot clean up by itself: it would drop the
# constraints of partitions, which only their parents can.
set -eu
pg_restore --file=/dev/null /dump/vision_logs.dump
psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 "$DATABASE_URL" <<'SQL'
SELECT format('DROP SCHEMA %I CASCADE', nspname) FROM pg_namespace WHERE nspname LIKE 'cv\_%' \gexec
SQL
pg_restore --no-owner --exit-on-error --jobs=2 --dbname="$DATABASE_URL" /dump/vision_logs.dump
echo restored
