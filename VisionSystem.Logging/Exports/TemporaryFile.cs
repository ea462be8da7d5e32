using System.IO.Pipelines;

namespace VisionSystem.Logging.Exports;

/// <summary>
/// A temporary file for what belongs behind something that is still being written, so that neither is held in memory and
/// nothing is read twice.
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

    /// <summary>Sends all that was written to where it belongs.</summary>
    public async Task SendToAsync(PipeWriter output, CancellationToken cancellationToken)
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
