namespace VisionSystem.AppHost.Servers;

/// <summary>The S3 server of this machine: MinIO if installed, otherwise the npm module s3rver.</summary>
/// <param name="Command">The program.</param>
/// <param name="Script">The folder of s3rver; null for MinIO.</param>
internal sealed record S3Program(string Command, string? Script)
{
    private static readonly string Module = Path.Combine(".vision", "test-tools", "node_modules", "s3rver");

    /// <summary>A placeholder for a missing program, which is reported before any resource starts.</summary>
    public static S3Program None { get; } = new("minio", null);

    public bool HasConsole => Script is null;

    /// <param name="directory">The AppHost's folder; its parents are searched for <c>.vision/test-tools</c>.</param>
    public static S3Program? Find(string directory) => InstalledPrograms.Find("minio") is { } minio ? new(minio, null)
        : InstalledPrograms.Find("node") is { } node && FindS3rver(directory) is { } s3rver ? new(node, s3rver)
        : null;

    public string DataFolder(string folder) => Path.Combine(folder, Script is null ? "minio" : "s3rver");

    /// <summary>Returns the command line. s3rver encrypts page tokens with DES, which only the legacy provider of OpenSSL 3 supports.</summary>
    public object[] Arguments(ExecutableResource server, string folder, string directory) => Script is null
        ? ["server", DataFolder(folder), "--address", Address(server, "http"), "--console-address", Address(server, "console")]
        :
        [
            "--openssl-legacy-provider", Path.Combine(directory, "Servers", "s3rver.cjs"), Script, DataFolder(folder),
            new EndpointReference(server, "http").Property(EndpointProperty.TargetPort),
        ];

    private static ReferenceExpression Address(ExecutableResource server, string endpoint) =>
        ReferenceExpression.Create($"{ListenAddress.Loopback}:{new EndpointReference(server, endpoint).Property(EndpointProperty.TargetPort)}");

    /// <summary>Returns the module in this repository, otherwise the module of a globally installed s3rver command.</summary>
    private static string? FindS3rver(string directory)
    {
        for (var above = new DirectoryInfo(directory); above is not null; above = above.Parent)
        {
            if (Path.Combine(above.FullName, Module) is var folder && Directory.Exists(folder))
            {
                return folder;
            }
        }

        return InstalledPrograms.Find("s3rver") is { } command
            && File.ResolveLinkTarget(command, returnFinalTarget: true)?.FullName is { } script
            && Path.GetDirectoryName(Path.GetDirectoryName(script)) is { } module && File.Exists(Path.Combine(module, "package.json"))
                ? module : null;
    }
}
