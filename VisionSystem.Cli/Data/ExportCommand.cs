using System.CommandLine;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using VisionSystem.Cli.Terminal;
using VisionSystem.Contracts;
using VisionSystem.Contracts.Configuration;
using VisionSystem.Logging.Exports;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Requests;

namespace VisionSystem.Cli.Data;

/// <summary><c>export</c>: writes matching predictions to a file in the formats of <c>GET /v1/predictions/export</c>.</summary>
internal static class ExportCommand
{
    private const string StandardOutput = "-";

    /// <summary>The default address of the API of <c>./vision up</c>.</summary>
    private const string DefaultAddress = "http://127.0.0.1:8000";

    public static Command Create(CommandConsole console, string[] settings)
    {
        var format = new Option<string>("--format") { Description = "The format of the file.", Required = true };
        format.AcceptOnlyFromAmong(ExportFormat.Names);
        var file = new Option<string?>("--out") { Description = "The file, or - for standard output. Default: predictions.EXTENSION.", HelpName = "FILE" };
        var address = PublicUrl();
        var tenant = StoreOption.Tenant(TenantName.Default);
        var data = StoreOption.Data();
        var search = new SearchOptions();
        var export = new Command("export", "Writes matching predictions to a file: a training data set, a table or JSON lines.") { format, file, address, tenant, data };
        search.AddTo(export);
        export.SetHandler(console, async (parsed, cancellationToken) =>
        {
            var query = new Dictionary<string, Microsoft.Extensions.Primitives.StringValues>(search.Read(parsed)) { ["format"] = parsed.GetRequiredValue(format) };
            var errors = new FieldErrors();
            var request = ExportRequest.Parse(new QueryReader(new QueryCollection(query), errors, TimeProvider.System))
                ?? throw new CommandException(string.Join("; ", errors.ToDictionary().Select(error => $"{SearchOptions.OptionOf(error.Key)}: {error.Value[0]}")));
            var target = parsed.GetValue(file) ?? "predictions" + request.Format.Extension;
            await using var host = new StoreHost(settings, parsed.GetValue(data));
            await RunAsync(console, host, request with { Tenant = parsed.GetValue(tenant)!, ImageBase = parsed.GetValue(address)?.TrimEnd('/') ?? host.Get<ExportOptions>().ImageBase ?? DefaultAddress }, target, cancellationToken);
            return CommandRun.Success;
        });
        return export;
    }

    private static Option<string?> PublicUrl()
    {
        var option = new Option<string?>("--public-url", "--photos")
        {
            Description = $"label-studio: the address at which the labelling tool loads the images from the API. Default: CV_PUBLIC_URL, otherwise {DefaultAddress}.",
            HelpName = "URL",
        };
        option.Validators.Add(given =>
        {
            if (given.Tokens is [var token] && !new AbsoluteUrlAttribute("http", "https").IsValid(token.Value))
            {
                given.AddError($"'{token.Value}' is not an address: use a URL that starts with http:// or https://.");
            }
        });
        return option;
    }

    private static async Task RunAsync(CommandConsole console, StoreHost host, ExportRequest request, string target, CancellationToken cancellationToken)
    {
        var total = (await host.Get<IPredictionStore>().CountAsync(request.Tenant, request.Filter, cancellationToken)).Count;
        long read = 0;
        using (var bar = new ProgressBar(console, Quantity.Count, " predictions"))
        {
            await using var export = await host.Get<Exporter>().BeginAsync(request, Advance, cancellationToken)
                ?? throw new CommandException("no detection matches, and COCO results cannot be empty: use --format coco to export the images");
            await (target == StandardOutput ? WriteAsync(export, Console.OpenStandardOutput(), cancellationToken) : WriteAsync(export, target, cancellationToken));

            void Advance(int page)
            {
                read += page;
                bar.Report(read, Math.Max(total, read));
            }
        }

        var size = target == StandardOutput ? "" : $", {Quantity.Bytes(new FileInfo(target).Length)}";
        await (target == StandardOutput ? console.Error : console.Output).WriteLineAsync($"{target}: {Quantity.Count(read)} predictions{size}");
    }

    /// <summary>Writes to a temporary name until the file is complete.</summary>
    private static async Task WriteAsync(OpenedExport export, string file, CancellationToken cancellationToken)
    {
        var part = file + ".part";
        try
        {
            await using (var stream = File.Create(part))
            {
                await WriteAsync(export, stream, cancellationToken);
            }

            File.Move(part, file, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static async Task WriteAsync(OpenedExport export, Stream stream, CancellationToken cancellationToken)
    {
        var pipe = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        await export.WriteAsync(pipe, cancellationToken);
        await pipe.CompleteAsync();
    }
}
