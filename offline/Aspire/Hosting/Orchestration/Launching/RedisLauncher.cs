using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration.Launching;

/// <summary>Runs this machine's redis-server in place of the container.</summary>
internal sealed class RedisLauncher(Volumes volumes) : ILauncher
{
    public bool Launches(IResource resource) => resource is RedisResource;

    public async Task<Launch> PrepareAsync(LaunchRequest request, CancellationToken cancellationToken)
    {
        var redis = (RedisResource)request.Resource;
        var program = Executables.Find("redis-server")
            ?? throw new DistributedApplicationException("redis-server is not installed (Debian's package redis-server), or take --topology embedded.");
        var folder = volumes.Of(redis.Name);

        // In a file, since everybody on the machine sees command lines.
        var settings = Path.Combine(folder, "redis.conf");
        var password = await redis.PasswordParameter.GetValueAsync(cancellationToken).ConfigureAwait(false);
        PrivateFile.Write(settings, string.Create(
            CultureInfo.InvariantCulture, $"bind 127.0.0.1\nport {request.Port("tcp")}\nrequirepass {password}\nsave \"\"\nappendonly no\ndir {folder}\n"));
        return new Launch(program, [settings], folder, request.Environment);
    }
}
