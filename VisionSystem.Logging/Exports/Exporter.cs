using System.IO.Pipelines;
using VisionSystem.Contracts;
using VisionSystem.Logging.Diagnostics;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Logging.Exports;

/// <summary>Exports what a search finds.</summary>
internal sealed class Exporter(IPredictionStore predictions, IImageStore images, TimeProvider time)
{
    /// <summary>
    /// Reads the beginning, so that a store that does not answer, or an export that cannot be, shows before a byte is written.
    /// </summary>
    /// <param name="order">What is to be exported.</param>
    /// <param name="onRead">Called with how many predictions were read, again and again.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Null where there is nothing to write in a format that cannot say so.</returns>
    public async Task<OpenedExport?> BeginAsync(ExportOrder order, Action<int> onRead, CancellationToken cancellationToken)
    {
        var complete = order with
        {
            BegunAt = time.GetUtcNow(),
            Classes = await predictions.ClassesAsync(order.Tenant, cancellationToken),
            OpenImage = (sha256, token) => images.OpenAsync(order.Tenant, sha256, token),
        };
        var source = new ExportSource(predictions, complete) { OnRead = onRead };
        var first = source.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        var any = await first.MoveNextAsync();
        if (!any && order.Format.OnlyDetections)
        {
            await first.DisposeAsync();
            return null;
        }

        return new OpenedExport(order.Format.Create(complete), first, any);
    }
}

/// <summary>An export whose first prediction is there.</summary>
internal sealed class OpenedExport(IExportWriter writer, IAsyncEnumerator<Prediction> predictions, bool any) : IAsyncDisposable
{
    /// <summary>Writes all of it.</summary>
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
