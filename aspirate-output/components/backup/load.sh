# Restores the database to the state of the dump. Existing data is deleted, including tenants created after the dump. The script
# first reads the complete dump, so that a damaged dump deletes nothing. `pg_restore --clean` does not work here: it would drop
# the constraints of partitions, which PostgreSQL allows only on their parents.
set -eu
pg_restore --file=/dev/null /dump/vision_logs.dump
psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 "$DATABASE_URL" <<'SQL'
SELECT format('DROP SCHEMA %I CASCADE', nspname) FROM pg_namespace WHERE nspname LIKE 'cv\_%' \gexec
SQL
pg_restore --no-owner --exit-on-error --jobs=2 --dbname="$DATABASE_URL" /dump/vision_logs.dump
echo restored
