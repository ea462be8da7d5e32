using System.IO.MemoryMappedFiles;
using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace VisionSystem.Inference.Models.Graphs;

/// <summary>What sessions are made of: a model's file, or a graph that was made of it.</summary>
/// <param name="File">The file.</param>
/// <param name="InFloats">The file's graph in floats where it is dynamically quantised, the bytes of an ONNX file.</param>
internal sealed record ModelSource(string File, byte[]? InFloats)
{
    /// <summary>
    /// The file's own arithmetic in the form that is faster on this processor, the bytes of an ONNX file; null where there is none.
    /// </summary>
    public byte[]? InBytes { get; private init; }

    /// <summary>Bytes.</summary>
    public long Length => (InFloats ?? InBytes)?.Length ?? new FileInfo(File).Length;

    /// <summary>The arithmetic that takes the place of the file's own; null where nothing does.</summary>
    public string? Arithmetic => InFloats is null ? null : "float32";

    /// <summary>The file's own arithmetic.</summary>
    public ModelSource AsStored() => this with { InFloats = null };

    /// <summary>Reads a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ModelSource Read(string file, QuantizedArithmetic arithmetic) =>
        new(file, arithmetic == QuantizedArithmetic.Integer ? null : Rewritten(file, DynamicQuantization.ToFloat))
        {
            InBytes = ByteDotProduct.IsSupported && arithmetic != QuantizedArithmetic.Float ? Rewritten(file, ByteDotProduct.Rewrite) : null,
        };

    /// <exception cref="OnnxRuntimeException">The engine cannot use it.</exception>
    public InferenceSession Open(SessionOptions options) => (InFloats ?? InBytes) is { } bytes ? new InferenceSession(bytes, options) : new InferenceSession(File, options);

    private static unsafe byte[]? Rewritten(string file, Func<ReadOnlySpan<byte>, byte[]?> rewrite)
    {
        // Larger graphs keep their weights in files beside them: protobuf ends at 2 GB.
        var length = new FileInfo(file).Length;
        if (length is 0 or > int.MaxValue)
        {
            return null;
        }

        using var mapped = MemoryMappedFile.CreateFromFile(file, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        using var view = mapped.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            return rewrite(new ReadOnlySpan<byte>(start, (int)length));
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }
}
