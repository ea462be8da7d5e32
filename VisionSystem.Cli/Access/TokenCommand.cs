using System.CommandLine;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using VisionSystem.Cli.Data;
using VisionSystem.Cli.Terminal;
using VisionSystem.Contracts;
using VisionSystem.Inference.Authentication;
using VisionSystem.ServiceDefaults;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.ServiceDefaults.Lifetime;

namespace VisionSystem.Cli.Access;

/// <summary><c>token</c>: creates tokens that the service verifies by <c>CV_JWT_SECRET_KEY</c>.</summary>
internal static class TokenCommand
{
    public static Command Create(CommandConsole console, string[] settings) => new("token", "Creates JSON Web Tokens.") { CreateToken(console, settings) };

    private static Command CreateToken(CommandConsole console, string[] settings)
    {
        var tenant = StoreOption.Tenant(TenantName.Default);
        var scopes = AccessOption.Scopes();
        var subject = new Option<string>("--subject") { Description = "The claim sub: for whom the token is.", HelpName = "NAME", DefaultValueFactory = _ => "cli" };
        var expires = AccessOption.Duration("--expires", "How long it is valid, at most CV_JWT_EXPIRATION_HOURS: 30m, 12h.", "1h");
        var create = new Command("create", "Signs a token with CV_JWT_SECRET_KEY (HS256, HS384 or HS512) and prints it.") { tenant, scopes, subject, expires };
        create.SetHandler(console, async (parsed, _) =>
        {
            var (options, now) = Read(settings);
            var validity = parsed.GetValue(expires)!.Value;
            if (options is not { IsSymmetric: true, SecretKey: { } secret })
            {
                throw new CommandException("CV_JWT_SECRET_KEY is not set, or CV_JWT_ALGORITHM is not HS256, HS384 or HS512: tokens come from the issuer");
            }

            if (validity > TimeSpan.FromHours(options.ExpirationHours))
            {
                throw new CommandException($"the service accepts tokens for at most {options.ExpirationHours} h (CV_JWT_EXPIRATION_HOURS)");
            }

            await console.Output.WriteLineAsync(new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
            {
                Issuer = options.Issuer,
                Audience = options.Audience,
                IssuedAt = now.UtcDateTime,
                NotBefore = now.UtcDateTime,
                Expires = (now + validity).UtcDateTime,
                Claims = new Dictionary<string, object>
                {
                    [JwtRegisteredClaimNames.Sub] = parsed.GetValue(subject)!,
                    [options.TenantClaim] = parsed.GetValue(tenant)!,
                    [options.ScopeClaim] = string.Join(' ', parsed.GetRequiredValue(scopes)),
                },
                SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret)), options.Algorithm),
            }));
            return CommandRun.Success;
        });
        return create;
    }

    /// <summary>The service's own settings, checked as it checks them.</summary>
    private static (JwtOptions Options, DateTimeOffset Now) Read(string[] settings)
    {
        var builder = ServiceHost.CreateBuilder(settings);
        builder.AddServiceDefaults("vision");
        builder.AddValidatedOptions<JwtOptions>(JwtOptions.Section);
        using var services = builder.Services.BuildServiceProvider();
        return (services.GetRequiredService<JwtOptions>(), services.GetRequiredService<TimeProvider>().GetUtcNow());
    }
}
