using System.IO.Pipelines;

namespace VisionSystem.Logging.Exports;

/// <summary>
/// Buffers a later part of an export on disk while an earlier part is written, so that neither part is held in memory and the
/// predictions are read once.
/// </summary>
internal sealed class TemporaryFile : IAsyncDisposable
{
    private readonly FileStream _file = new(
        Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
        new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        });

    public TemporaryFile() => Writer = PipeWriter.Create(_file, new StreamPipeWriterOptions(leaveOpen: true));

    public PipeWriter Writer { get; }

    /// <summary>Copies the complete content to the output.</summary>
    public async Task CopyToAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        await Writer.FlushAsync(cancellationToken);
        _file.Position = 0;
        await _file.CopyToAsync(output, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Writer.CompleteAsync();
        await _file.DisposeAsync();
    }
}
