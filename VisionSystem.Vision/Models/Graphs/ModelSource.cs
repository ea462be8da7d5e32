using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace VisionSystem.Vision.Models.Graphs;

/// <summary>What sessions are made of: a model's file, or a graph that was made of it.</summary>
/// <param name="File">The file.</param>
/// <param name="Sha256">SHA-256, lower-case hex: the file's own, or that of the file and of all that its graph names.</param>
internal sealed record ModelSource(string File, string Sha256)
{
    /// <summary>The graph with the weights read in that it keeps in other files, the bytes of an ONNX file; null where it keeps none.</summary>
    public byte[]? Whole { get; private init; }

    /// <summary>The file's graph in floats where it is dynamically quantised, the bytes of an ONNX file.</summary>
    public byte[]? InFloats { get; private init; }

    /// <summary>
    /// The file's own arithmetic in the form that is faster on this processor, the bytes of an ONNX file; null where there is none.
    /// </summary>
    public byte[]? InBytes { get; private init; }

    /// <summary>Bytes.</summary>
    public long Length => Made?.Length ?? new FileInfo(File).Length;

    /// <summary>The arithmetic that takes the place of the file's own; null where nothing does.</summary>
    public string? Arithmetic => InFloats is null ? null : "float32";

    /// <summary>The file's own arithmetic.</summary>
    public ModelSource AsStored() => this with { InFloats = null };

    /// <summary>Reads a file and those that its graph names.</summary>
    /// <exception cref="ModelException">It is something else than a model, or a file that it names cannot be used.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ModelSource Read(string file, QuantizedArithmetic arithmetic)
    {
        var scan = FileScan.Of(file);
        if (FileSignature.Describe(scan.Start) is { } what)
        {
            throw new ModelException(ModelFault.Unusable, $"{file} {what}");
        }

        var read = scan.MayNameFiles ? ExternalWeights.ReadIn(file, scan.Sha256) : null;
        var quantised = scan.MayMultiplyIntegers ? read?.Model ?? System.IO.File.ReadAllBytes(file) : [];
        return new ModelSource(file, read?.Sha256 ?? scan.Sha256)
        {
            Whole = read?.Model,
            InFloats = arithmetic != QuantizedArithmetic.Integer ? DynamicQuantization.ToFloat(quantised) : null,
            InBytes = ByteDotProduct.IsSupported && arithmetic != QuantizedArithmetic.Float ? ByteDotProduct.Rewrite(quantised) : null,
        };
    }

    /// <summary>The hash of a file and of those that its graph names, as <see cref="Read"/> gives it.</summary>
    /// <inheritdoc cref="Read"/>
    public static string Hash(string file)
    {
        var scan = FileScan.Of(file);
        return scan.MayNameFiles ? ExternalWeights.Hash(file, scan.Sha256) : scan.Sha256;
    }

    /// <exception cref="OnnxRuntimeException">The engine cannot use it.</exception>
    public InferenceSession Open(SessionOptions options) =>
        Made is { } bytes ? new InferenceSession(bytes, options) : new InferenceSession(File, options);

    private byte[]? Made => InFloats ?? InBytes ?? Whole;
}
