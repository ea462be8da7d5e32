using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.ServiceDefaults.Tls;

/// <summary>Adds the certificate of the service and the authorities that it trusts.</summary>
internal static class TlsSetup
{
    public static void AddTls(this WebApplicationBuilder builder)
    {
        builder.AddValidatedOptions<TlsOptions>(TlsOptions.Section);
        builder.Services.AddSingleton(new TrustedAuthorities(builder.Configuration[TlsOptions.CaPathKey]));
        builder.Services.AddSingleton<ServerCertificate>();
        builder.Services.AddHostedService<CertificateMonitor>();

        // CreateSlimBuilder leaves HTTPS out.
        builder.WebHost.UseKestrelHttpsConfiguration();
    }
}
