// Runs s3rver with the credentials of MinIO and responds at the path of MinIO's health check.
// Usage: node s3rver.cjs MODULE FOLDER PORT
'use strict';
const http = require('http');
const [module_, directory, port] = process.argv.slice(2);
const S3rver = require(module_);
const { DUMMY_ACCOUNT: account } = require(module_ + '/lib/models/account');

account.revokeAccessKey('S3RVER');
account.createKeyPair(process.env.MINIO_ROOT_USER, process.env.MINIO_ROOT_PASSWORD);
const respond = new S3rver({ directory, silent: true }).callback();
http
  .createServer((request, response) => (request.url === '/minio/health/live' ? response.end() : respond(request, response)))
  .listen(Number(port), '127.0.0.1');
