using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration.Launching;

/// <summary>Runs s3rver, an S3 server of npm, in place of a MinIO container: the same API and credentials, no console.</summary>
internal sealed class S3Launcher(Volumes volumes, AppHostLocation location) : ILauncher
{
    private const string Image = "minio/minio";

    private static readonly string Place = Path.Combine(".vision", "test-tools", "node_modules", "s3rver");

    /// <summary>s3rver knows one key of its own, and answers nothing at MinIO's path for health checks.</summary>
    private const string Script = """
        const [s3rver, folder, port, consolePort] = process.argv.slice(1);
        const { DUMMY_ACCOUNT: account } = require(s3rver + '/lib/models/account');
        account.revokeAccessKey('S3RVER');
        account.createKeyPair(process.env.MINIO_ROOT_USER, process.env.MINIO_ROOT_PASSWORD);
        const S3rver = require(s3rver);
        const answer = new S3rver({ directory: folder, silent: true }).callback();
        const http = require('http');
        http.createServer((request, response) => request.url === '/minio/health/live' ? response.end() : answer(request, response)).listen(port, '127.0.0.1');
        http.createServer((_, response) => response.end('This S3 server stands in for MinIO and has no console.')).listen(consolePort, '127.0.0.1');
        """;

    public bool Launches(IResource resource) =>
        resource.TryGetLastAnnotation<ContainerImageAnnotation>(out var image) && image!.Image.EndsWith(Image, StringComparison.Ordinal);

    public Task<Launch> PrepareAsync(LaunchRequest request, CancellationToken cancellationToken)
    {
        var node = Executables.Find("node") ?? throw new DistributedApplicationException("Node.js is not installed, or take --topology embedded.");
        var folder = volumes.Of(request.Resource.Name);

        // Its page tokens are DES, which OpenSSL 3 keeps in the legacy provider.
        string[] arguments =
        [
            "--openssl-legacy-provider", "-e", Script, FindS3rver(), folder,
            request.Port("http").ToString(CultureInfo.InvariantCulture), request.Port("console").ToString(CultureInfo.InvariantCulture),
        ];
        return Task.FromResult(new Launch(node, arguments, folder, request.Environment));
    }

    private string FindS3rver()
    {
        for (var above = new DirectoryInfo(location.Directory); above is not null; above = above.Parent)
        {
            if (Path.Combine(above.FullName, Place) is var folder && Directory.Exists(folder))
            {
                return folder;
            }
        }

        throw new DistributedApplicationException("s3rver is not there: ./vision up --topology containers and ./vision test fetch it with npm.");
    }
}
