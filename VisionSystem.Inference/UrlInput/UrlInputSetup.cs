using System.Net;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Inference.UrlInput;

/// <summary>Registers the fetching of images by URL.</summary>
internal static class UrlInputSetup
{
    public static void AddUrlInput(this WebApplicationBuilder builder)
    {
        builder.AddValidatedOptions<UrlInputOptions>(UrlInputOptions.Section);
        builder.Services.AddSingleton<HostResolver>(static (host, cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken));
        builder.Services.AddSingleton<UrlPolicy>().AddSingleton<UrlDownload>().AddSingleton<UrlImages>();
    }
}

internal static partial class Log
{
    [LoggerMessage(3401, LogLevel.Information, "An image was not fetched from {Host}: {Reason}.")]
    public static partial void UrlNotFetched(ILogger logger, string host, string reason);
}
