using System.IO.Pipelines;
using VisionSystem.Contracts;

namespace VisionSystem.Logging.Exports;

/// <summary>Writes predictions in one format, as they come, in bounded memory.</summary>
internal interface IExportWriter
{
    /// <summary>Writes them all; the last bytes may still have to be flushed.</summary>
    Task WriteAsync(IAsyncEnumerable<Prediction> predictions, PipeWriter output, CancellationToken cancellationToken);
}
