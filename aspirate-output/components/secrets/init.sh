# Generates missing secrets and leaves existing ones unchanged. Values are never passed as program arguments.
set -eu
authorization=${TMPDIR:-/tmp}/authorization
account=/var/run/secrets/kubernetes.io/serviceaccount
secrets=https://kubernetes.default.svc/api/v1/namespaces/$NAMESPACE/secrets

api() { curl -sSf --retry 10 --retry-all-errors --cacert "$account/ca.crt" -H "@$authorization" "$@"; }
has() { printf '%s' "$1" | grep -q "\"$2\": *\"."; }
random() { head -c 1024 /dev/urandom | tr -dc 'A-Za-z0-9' | head -c 32; }
fill() {
  printf '%s' "$2" | api -o /dev/null -X PATCH -H 'Content-Type: application/merge-patch+json' --data-binary @- "$secrets/$1"
  echo "$1: filled in"
}

printf 'Authorization: Bearer %s' "$(cat $account/token)" > "$authorization"

# Reads all secrets before writing any: an unreadable secret ends the script here instead of counting as empty.
db=$(api "$secrets/db-credentials")
redis=$(api "$secrets/redis-credentials")
s3=$(api "$secrets/s3-credentials")
vision=$(api "$secrets/vision-secrets")

if ! has "$db" password; then
  password=$(random)
  fill db-credentials "{\"stringData\":{\"username\":\"vision\",\"password\":\"$password\",\"DATABASE_URL\":\"postgresql://vision:$password@postgres:5432/vision_logs\"}}"
fi
if ! has "$redis" REDIS_PASSWORD; then
  password=$(random)
  fill redis-credentials "{\"stringData\":{\"REDIS_PASSWORD\":\"$password\",\"CV_REDIS_URL\":\"redis://:$password@redis:6379/0\"}}"
fi
has "$s3" SECRET_ACCESS_KEY || fill s3-credentials "{\"stringData\":{\"ACCESS_KEY_ID\":\"vision\",\"SECRET_ACCESS_KEY\":\"$(random)\"}}"
for key in CV_JWT_SECRET_KEY CV_SERVICE_KEY CV_ADMIN_API_KEY; do
  has "$vision" "$key" || fill vision-secrets "{\"stringData\":{\"$key\":\"$(random)\"}}"
done
echo 'every secret has its value'
