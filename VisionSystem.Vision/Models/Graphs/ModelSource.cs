using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace VisionSystem.Vision.Models.Graphs;

/// <summary>The source of sessions: a model's file, or a graph derived from it.</summary>
/// <param name="File">The file.</param>
/// <param name="Sha256">SHA-256, lower-case hex: of the file, or of the file and all files that its graph refers to.</param>
internal sealed record ModelSource(string File, string Sha256)
{
    /// <summary>The ONNX bytes of the graph with its external weights included; null where it has none.</summary>
    public byte[]? WithWeights { get; private init; }

    /// <summary>The ONNX bytes of the graph in floats; null where it is not dynamically quantised.</summary>
    public byte[]? FloatGraph { get; private init; }

    /// <summary>
    /// The ONNX bytes of the graph with its own arithmetic in the form that is faster on this processor; null where there is
    /// no such form.
    /// </summary>
    public byte[]? ByteGraph { get; private init; }

    /// <summary>The size of the graph in bytes.</summary>
    public long Length => Derived?.Length ?? new FileInfo(File).Length;

    /// <summary>The arithmetic that replaces the file's own; null where none does.</summary>
    public string? Arithmetic => FloatGraph is null ? null : "float32";

    /// <summary>Returns the source with the file's own arithmetic.</summary>
    public ModelSource AsStored() => this with { FloatGraph = null };

    /// <summary>Reads a file and the files that its graph refers to.</summary>
    /// <exception cref="ModelException">The file is not a model, or one of its weight files is unusable.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ModelSource Read(string file, QuantizedArithmetic arithmetic)
    {
        var scan = FileScan.Read(file);
        if (FileSignature.Describe(scan.Start) is { } problem)
        {
            throw new ModelException(ModelFault.Unusable, $"{file} {problem}");
        }

        var read = scan.MayNameFiles ? ExternalWeights.Inline(file, scan.Sha256) : null;
        var quantised = scan.MayMultiplyIntegers ? read?.Model ?? System.IO.File.ReadAllBytes(file) : [];
        return new ModelSource(file, read?.Sha256 ?? scan.Sha256)
        {
            WithWeights = read?.Model,
            FloatGraph = arithmetic != QuantizedArithmetic.Integer ? DynamicQuantization.ToFloat(quantised) : null,
            ByteGraph = ByteDotProduct.IsSupported && arithmetic != QuantizedArithmetic.Float ? ByteDotProduct.Rewrite(quantised) : null,
        };
    }

    /// <summary>Returns the hash of a file and its weight files, equal to that of <see cref="Read"/>.</summary>
    /// <inheritdoc cref="Read"/>
    public static string Hash(string file)
    {
        var scan = FileScan.Read(file);
        return scan.MayNameFiles ? ExternalWeights.Hash(file, scan.Sha256) : scan.Sha256;
    }

    /// <summary>Opens a session.</summary>
    /// <exception cref="OnnxRuntimeException">The engine cannot load the graph.</exception>
    public InferenceSession Open(SessionOptions options) =>
        Derived is { } bytes ? new InferenceSession(bytes, options) : new InferenceSession(File, options);

    private byte[]? Derived => FloatGraph ?? ByteGraph ?? WithWeights;
}
