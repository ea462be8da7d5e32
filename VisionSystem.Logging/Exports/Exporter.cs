using System.IO.Pipelines;
using VisionSystem.Contracts;
using VisionSystem.Logging.Diagnostics;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Logging.Exports;

/// <summary>Exports the predictions that match a search.</summary>
internal sealed class Exporter(IPredictionStore predictions, IImageStore images, TimeProvider time)
{
    /// <summary>
    /// Reads the first prediction, so that an unavailable database or an empty export results in an error before the first byte
    /// is written.
    /// </summary>
    /// <param name="request">The export's parameters.</param>
    /// <param name="onRead">Called after each page with the number of predictions on it.</param>
    /// <param name="cancellationToken">Cancels the export.</param>
    /// <returns>The export; null if it is empty and the format does not allow an empty file.</returns>
    public async Task<OpenedExport?> BeginAsync(ExportRequest request, Action<int> onRead, CancellationToken cancellationToken)
    {
        var complete = request with
        {
            BegunAt = time.GetUtcNow(),
            Classes = await predictions.ClassesAsync(request.Tenant, cancellationToken),
            OpenImage = (sha256, token) => images.OpenAsync(request.Tenant, sha256, token),
        };
        var source = new ExportSource(predictions, complete) { OnRead = onRead };
        var first = source.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        var any = await first.MoveNextAsync();
        if (!any && request.Format.OnlyDetections)
        {
            await first.DisposeAsync();
            return null;
        }

        return new OpenedExport(request.Format.Create(complete), first, any);
    }
}

/// <summary>An export whose first prediction has been read.</summary>
internal sealed class OpenedExport(IExportWriter writer, IAsyncEnumerator<Prediction> predictions, bool any) : IAsyncDisposable
{
    /// <summary>Writes the complete file.</summary>
    public async Task WriteAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        await writer.WriteAsync(AllAsync(), output, cancellationToken);
        await output.SendAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => predictions.DisposeAsync();

    private async IAsyncEnumerable<Prediction> AllAsync()
    {
        for (var more = any; more; more = await predictions.MoveNextAsync())
        {
            LoggingTelemetry.PredictionsExported.Add(1);
            yield return predictions.Current;
        }
    }
}
