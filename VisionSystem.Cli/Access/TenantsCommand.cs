using System.CommandLine;
using System.Globalization;
using VisionSystem.Cli.Data;
using VisionSystem.Cli.Terminal;
using VisionSystem.Contracts;
using VisionSystem.Contracts.Configuration;
using VisionSystem.Logging.Administration;

namespace VisionSystem.Cli.Access;

/// <summary><c>tenants</c>: creates, lists, limits, suspends and deletes tenants, directly in the configured store.</summary>
internal static class TenantsCommand
{
    public static Command Create(CommandConsole console, string[] settings) => new("tenants", "Creates, lists, limits, suspends and deletes tenants.")
    {
        CreateTenant(console, settings),
        List(console, settings),
        Show(console, settings),
        Limits(console, settings),
        Suspend(console, settings, isSuspended: true),
        Suspend(console, settings, isSuspended: false),
        Delete(console, settings),
    };

    private static Command CreateTenant(CommandConsole console, string[] settings)
    {
        var name = Name();
        var limits = new LimitOptions();
        var data = StoreOption.Data();
        var create = new Command("create", "Creates a tenant.") { name, data };
        limits.AddTo(create);
        create.SetHandler(console, async (parsed, cancellationToken) =>
        {
            await using var host = new StoreHost(settings, parsed.GetValue(data));
            var created = await host.Get<TenantAdministration>().CreateAsync(parsed.GetRequiredValue(name), limits.Read(parsed), cancellationToken)
                ?? throw new CommandException($"the tenant {parsed.GetValue(name)} exists or is being deleted; `tenants list` shows all");
            await console.Output.WriteLineAsync($"{created.Name} is created");
            return CommandRun.Success;
        });
        return create;
    }

    private static Command List(CommandConsole console, string[] settings)
    {
        var data = StoreOption.Data();
        var list = new Command("list", "Lists all tenants by name.") { data };
        list.SetHandler(console, async (parsed, cancellationToken) =>
        {
            await using var host = new StoreHost(settings, parsed.GetValue(data));
            var table = new TextTable("NAME", "STATE", "CREATED", "REQUESTS/S", "CONCURRENT", "IMAGES/DAY", "BYTES KEPT", "FULL");
            foreach (var tenant in await host.Get<TenantAdministration>().ListAsync(cancellationToken))
            {
                var limits = tenant.Limits;
                table.Add(
                    tenant.Name, tenant.State, KeysCommand.Day(tenant.CreatedAt), Limit(limits?.RequestsPerSecond), Limit(limits?.ConcurrentImages),
                    Limit(limits?.ImagesPerDay), limits?.BytesKept is > 0 and var bytes ? new ByteSize(bytes).ToString() : Limit(limits?.BytesKept), tenant.IsFull ? "yes" : "no");
            }

            table.Write(console.Output);
            return CommandRun.Success;
        });
        return list;
    }

    private static Command Show(CommandConsole console, string[] settings)
    {
        var name = Name();
        var data = StoreOption.Data();
        var show = new Command("show", "Shows a tenant with the data that it owns.") { name, data };
        show.SetHandler(console, async (parsed, cancellationToken) =>
        {
            await using var host = new StoreHost(settings, parsed.GetValue(data));
            var tenant = await FoundAsync(host, parsed.GetRequiredValue(name), cancellationToken);
            var table = new TextTable("NAME", "STATE", "PREDICTIONS", "IMAGES", "SIZE", "TODAY", "KEYS", "OLDEST", "NEWEST");
            var usage = tenant.Usage;
            table.Add(
                tenant.Name, tenant.State, Count(usage.Predictions), Count(usage.Images), Quantity.Bytes(usage.BytesKept), Count(usage.ImagesToday), Count(usage.Keys),
                KeysCommand.Day(usage.Oldest), KeysCommand.Day(usage.Newest));
            table.Write(console.Output);
            if (tenant.State == TenantState.Deleting)
            {
                await console.Error.WriteLineAsync($"{Count(tenant.ImagesDeleted)} images are deleted so far");
            }

            return CommandRun.Success;
        });
        return show;
    }

    private static Command Limits(CommandConsole console, string[] settings)
    {
        var name = Name();
        var limits = new LimitOptions();
        var data = StoreOption.Data();
        var set = new Command("limits", "Replaces the limits of a tenant. An omitted limit is that of the installation, 0 is no limit.") { name, data };
        limits.AddTo(set);
        set.SetHandler(console, async (parsed, cancellationToken) =>
        {
            await using var host = new StoreHost(settings, parsed.GetValue(data));
            var tenant = (await FoundAsync(host, parsed.GetRequiredValue(name), cancellationToken)).Name;
            if (!await host.Get<TenantAdministration>().SetLimitsAsync(tenant, limits.Read(parsed) ?? new CallerLimitValues(), cancellationToken))
            {
                throw IsDeleted(tenant);
            }

            await console.Output.WriteLineAsync($"the limits of {tenant} are set");
            return CommandRun.Success;
        });
        return set;
    }

    private static Command Suspend(CommandConsole console, string[] settings, bool isSuspended)
    {
        var name = Name();
        var data = StoreOption.Data();
        var command = isSuspended
            ? new Command("suspend", "Refuses every request of a tenant; its data remain stored.") { name, data }
            : new Command("resume", "Accepts the requests of a suspended tenant again.") { name, data };
        command.SetHandler(console, async (parsed, cancellationToken) =>
        {
            await using var host = new StoreHost(settings, parsed.GetValue(data));
            var tenant = (await FoundAsync(host, parsed.GetRequiredValue(name), cancellationToken)).Name;
            if (!await host.Get<TenantAdministration>().SetSuspendedAsync(tenant, isSuspended, cancellationToken))
            {
                throw IsDeleted(tenant);
            }

            await console.Output.WriteLineAsync($"{tenant} is {(isSuspended ? TenantState.Suspended : TenantState.Active)}");
            return CommandRun.Success;
        });
        return command;
    }

    private static Command Delete(CommandConsole console, string[] settings)
    {
        var name = Name();
        var isDry = new Option<bool>("--dry-run") { Description = "Only counts the data." };
        var isConfirmed = new Option<bool>("--yes") { Description = "Confirms the deletion." };
        var data = StoreOption.Data();
        var delete = new Command("delete", "Deletes a tenant with its predictions, images, reviews and keys. logging-service does so while it runs.") { name, isDry, isConfirmed, data };
        delete.SetHandler(console, async (parsed, cancellationToken) =>
        {
            await using var host = new StoreHost(settings, parsed.GetValue(data));
            var tenant = await FoundAsync(host, parsed.GetRequiredValue(name), cancellationToken);
            var usage = tenant.Usage;
            if (tenant.Name == TenantName.Default)
            {
                throw new CommandException($"the tenant {TenantName.Default} cannot be deleted");
            }

            var amount = $"{Count(usage.Predictions)} predictions, {Count(usage.Images)} images ({Quantity.Bytes(usage.BytesKept)}), {Count(usage.Keys)} keys";
            if (parsed.GetValue(isDry))
            {
                await console.Output.WriteLineAsync($"{tenant.Name} has {amount}");
                return CommandRun.Success;
            }

            if (!parsed.GetValue(isConfirmed))
            {
                throw new CommandException($"{tenant.Name} has {amount}; add --yes to delete them permanently");
            }

            await host.Get<TenantAdministration>().BeginRemovalAsync(tenant.Name, cancellationToken);
            await console.Output.WriteLineAsync($"the deletion of {tenant.Name} is recorded: {amount}; logging-service deletes them while it runs");
            return CommandRun.Success;
        });
        return delete;
    }

    private static async Task<TenantDetails> FoundAsync(StoreHost host, string name, CancellationToken cancellationToken) =>
        await host.Get<TenantAdministration>().ShowAsync(name, cancellationToken) ?? throw new CommandException($"there is no tenant {name}; `tenants list` shows all");

    private static CommandException IsDeleted(string name) => new($"the tenant {name} is being deleted; `tenants show {name}` shows the progress");

    private static string Limit(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static string Count(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static Argument<string> Name()
    {
        var name = new Argument<string>("NAME") { Description = "The tenant: 1 to 40 characters of a-z, 0-9 and _, starting with a letter." };
        name.Validators.Add(static given =>
        {
            if (given.Tokens is [var token] && !TenantName.IsValid(token.Value))
            {
                given.AddError($"'{token.Value}' is not a tenant: use 1 to 40 characters of a-z, 0-9 and _, starting with a letter.");
            }
        });
        return name;
    }
}

/// <summary>The options for limits of tenants and keys.</summary>
internal sealed class LimitOptions
{
    private readonly Option<int?> _requests = Number<int?>("--requests-per-second", "The most requests per second.");
    private readonly Option<int?> _concurrent = Number<int?>("--concurrent-images", "The most images that wait or run at the same time.");
    private readonly Option<long?> _images = Number<long?>("--images-per-day", "The most images per day, UTC.");

    private readonly Option<long?> _bytes = new("--bytes-kept")
    {
        Description = "The most bytes of stored images: 10gb, 512mb.",
        HelpName = "SIZE",
        CustomParser = static given =>
        {
            if (ByteSize.TryParse(given.Tokens[0].Value, out var size))
            {
                return size.Bytes;
            }

            given.AddError($"'{given.Tokens[0].Value}' is no size like 10gb, 512mb or 64kb.");
            return null;
        },
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _requests, _concurrent, _images, _bytes })
        {
            command.Add(option);
        }
    }

    /// <returns>The limits; null if no option is present.</returns>
    public CallerLimitValues? Read(ParseResult parsed)
    {
        var limits = new CallerLimitValues
        {
            RequestsPerSecond = parsed.GetValue(_requests),
            ConcurrentImages = parsed.GetValue(_concurrent),
            ImagesPerDay = parsed.GetValue(_images),
            BytesKept = parsed.GetValue(_bytes),
        };
        return limits == new CallerLimitValues() ? null : limits;
    }

    private static Option<T> Number<T>(string name, string description)
    {
        var option = new Option<T>(name) { Description = description + " 0 is no limit.", HelpName = "N" };
        option.Validators.Add(given =>
        {
            if (given.Tokens is [var token] && token.Value.StartsWith('-'))
            {
                given.AddError($"{name} is a whole number from 0.");
            }
        });
        return option;
    }
}
