using System.CommandLine;
using System.Globalization;
using VisionSystem.Cli.Data;
using VisionSystem.Cli.Terminal;
using VisionSystem.Contracts;

namespace VisionSystem.Cli.Access;

/// <summary><c>keys</c>: creates, lists, rotates and revokes API keys, in the configured store or by the API of a running system.</summary>
internal static class KeysCommand
{
    public static Command Create(CommandConsole console, string[] settings) => new("keys", "Creates, lists, rotates and revokes API keys.")
    {
        CreateKey(console, settings),
        List(console, settings),
        Rotate(console, settings),
        Revoke(console, settings),
    };

    private static Command CreateKey(CommandConsole console, string[] settings)
    {
        var tenant = StoreOption.Tenant(TenantName.Default);
        var name = new Option<string?>("--name") { Description = "A name for people; key of TENANT without it.", HelpName = "NAME" };
        var scopes = AccessOption.Scopes();
        var expires = AccessOption.Expires();
        var limits = new LimitOptions();
        var installation = new KeyAdministrationOptions();
        var create = new Command("create", "Creates an API key and prints it. It is not shown again.") { tenant, name, scopes, expires };
        installation.AddTo(create);
        limits.AddTo(create);
        create.SetHandler(console, async (parsed, cancellationToken) =>
        {
            await using var keys = installation.Open(parsed, settings);
            var owner = parsed.GetValue(tenant)!;
            await PrintAsync(console, await keys.CreateAsync(
                new ApiKeyRequest
                {
                    Name = parsed.GetValue(name) ?? $"key of {owner}",
                    Tenant = owner,
                    Scopes = parsed.GetRequiredValue(scopes),
                    ExpiresAt = parsed.GetValue(expires) is { } validity ? console.Time.GetUtcNow() + validity : null,
                    Limits = limits.Read(parsed),
                },
                cancellationToken));
            return CommandRun.Success;
        });
        return create;
    }

    private static Command List(CommandConsole console, string[] settings)
    {
        var tenant = StoreOption.Tenant(null);
        var installation = new KeyAdministrationOptions();
        var list = new Command("list", "Lists API keys without their secrets, newest first.") { tenant };
        installation.AddTo(list);
        list.SetHandler(console, async (parsed, cancellationToken) =>
        {
            await using var keys = installation.Open(parsed, settings);
            var now = console.Time.GetUtcNow();
            var table = new TextTable("ID", "NAME", "TENANT", "SCOPES", "STATE", "CREATED", "EXPIRES", "LAST USED");
            foreach (var key in await keys.ListAsync(parsed.GetValue(tenant), cancellationToken))
            {
                var state = key.RevokedAt is not null ? "revoked" : key.ExpiresAt <= now ? "expired" : "valid";
                table.Add(key.Id, key.Name, key.Tenant, string.Join(',', key.Scopes), state, Day(key.CreatedAt), Day(key.ExpiresAt), Day(key.LastUsedAt));
            }

            table.Write(console.Output);
            return CommandRun.Success;
        });
        return list;
    }

    private static Command Rotate(CommandConsole console, string[] settings)
    {
        var id = new Argument<string>("ID") { Description = "The id of the key to replace." };
        var overlap = AccessOption.Duration("--overlap", "How long the old key stays valid: 30m, 24h, 7d.", "24h");
        var installation = new KeyAdministrationOptions();
        var rotate = new Command("rotate", "Creates a key with the same name, tenant and scopes, and ends the old one after the overlap.") { id, overlap };
        installation.AddTo(rotate);
        rotate.SetHandler(console, async (parsed, cancellationToken) =>
        {
            await using var keys = installation.Open(parsed, settings);
            await PrintAsync(console, await keys.RotateAsync(parsed.GetRequiredValue(id), parsed.GetValue(overlap)!.Value, cancellationToken));
            return CommandRun.Success;
        });
        return rotate;
    }

    private static Command Revoke(CommandConsole console, string[] settings)
    {
        var id = new Argument<string>("ID") { Description = "The id of the key." };
        var installation = new KeyAdministrationOptions();
        var revoke = new Command("revoke", "Revokes an API key: every replica rejects it within seconds.") { id };
        installation.AddTo(revoke);
        revoke.SetHandler(console, async (parsed, cancellationToken) =>
        {
            await using var keys = installation.Open(parsed, settings);
            await keys.RevokeAsync(parsed.GetRequiredValue(id), cancellationToken);
            await console.Output.WriteLineAsync($"{parsed.GetValue(id)} is revoked");
            return CommandRun.Success;
        });
        return revoke;
    }

    /// <summary>The key alone goes to standard output, so that a script can store it.</summary>
    private static async Task PrintAsync(CommandConsole console, CreatedApiKey created)
    {
        await console.Error.WriteLineAsync(
            $"Key {created.Id} of tenant {created.Tenant}, scopes {string.Join(',', created.Scopes)}, {(created.ExpiresAt is { } end ? $"valid until {end:yyyy-MM-dd HH:mm} UTC" : "without an end")}. It is shown this once:");
        await console.Output.WriteLineAsync(created.Key);
    }

    internal static string Day(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "-";
}

/// <summary>Options that the commands on keys and tokens share.</summary>
internal static class AccessOption
{
    /// <summary><c>--scopes detect,read</c>.</summary>
    public static Option<string[]> Scopes() => new("--scopes")
    {
        Description = $"Comma-separated permissions: {string.Join(", ", Scope.All)}.",
        HelpName = "SCOPES",
        Required = true,
        CustomParser = static given =>
        {
            string[] scopes = [.. given.Tokens[0].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()];
            if (scopes.Length == 0 || scopes.Except(Scope.All).FirstOrDefault() is { } unknown && unknown.Length > 0)
            {
                given.AddError($"'{given.Tokens[0].Value}' is no list of scopes; there are: {string.Join(", ", Scope.All)}");
            }

            return scopes;
        },
    };

    /// <summary><c>--expires 90d</c>.</summary>
    public static Option<TimeSpan?> Expires() => Duration("--expires", "How long it is valid: 12h, 90d. Without it for ever.", null);

    /// <summary>A duration in minutes, hours or days.</summary>
    public static Option<TimeSpan?> Duration(string name, string description, string? standard) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        DefaultValueFactory = _ => standard is null ? null : Read(standard),
        CustomParser = static given =>
        {
            if (Read(given.Tokens[0].Value) is { } duration)
            {
                return duration;
            }

            given.AddError($"'{given.Tokens[0].Value}' is no duration like 30m, 12h or 90d.");
            return null;
        },
    };

    private static TimeSpan? Read(string text) => text.Length > 1 && int.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
        ? text[^1] switch
        {
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            'd' => TimeSpan.FromDays(count),
            _ => null,
        }
        : null;
}
