using System.Text.RegularExpressions;

namespace VisionSystem.Vision.Models;

/// <summary>Converts the engine's errors to sentences with advice, to be read after the file's name.</summary>
internal static partial class EngineError
{
    public const string NoModel = "is not an ONNX model, or is incomplete: copy or export it again";

    private const string Invalid = "This is an invalid model";

    /// <summary>Explains an error of the engine.</summary>
    /// <param name="message">The message of an engine exception.</param>
    public static string Explain(string message)
    {
        var text = Clean(message);
        if (text.Contains("Protobuf parsing failed", StringComparison.Ordinal) || message.Contains("InvalidProtobuf", StringComparison.Ordinal)
            || text.Contains("No graph was found", StringComparison.Ordinal))
        {
            return NoModel;
        }

        if (IrVersion().Match(text) is { Success: true } format)
        {
            return $"has ONNX IR version {format.Groups[1].Value}, and this engine supports versions up to {format.Groups[2].Value}: export it with an older version of onnx or a lower opset";
        }

        if (Opset().Match(text) is { Success: true } opset)
        {
            return $"has opset {opset.Groups[1].Value}, which is newer than this engine supports: export it with `opset={opset.Groups[2].Value}` or lower";
        }

        if (UnknownOperator().Match(text) is { Success: true } unknown)
        {
            return $"has the operator '{unknown.Groups["op"].Value}', which this engine does not implement: export it without that operator";
        }

        if (MissingKernel().Match(text) is { Success: true } kernel)
        {
            return $"has the operator '{kernel.Groups[1].Value}' in a form that this engine does not implement: export it in float32, or with another opset";
        }

        if (MissingDevice().IsMatch(text))
        {
            return $"finds no usable GPU ({text}): check nvidia-smi, CUDA_VISIBLE_DEVICES and, in a container, the request of a GPU";
        }

        if (text.Contains("failure 2: out of memory", StringComparison.Ordinal))
        {
            return "needs more memory than the GPU has free: stop other programs that use it, lower CV_MAX_BATCH, or use a smaller model";
        }

        if (text.Contains("is smaller than requested bytes", StringComparison.Ordinal))
        {
            return $"needs more GPU memory than Vision:Execution:Cuda:MemoryLimit permits ({text}): raise it, lower CV_MAX_BATCH, or use a smaller model";
        }

        return text.Contains("Failed to allocate memory", StringComparison.Ordinal) || text.Contains("bad_alloc", StringComparison.Ordinal)
            ? "needs more memory than is available: raise the service's memory limit, or use a smaller model"
            : text.StartsWith(Invalid, StringComparison.Ordinal) ? $"has an invalid graph, export it again: {text[Invalid.Length..].TrimStart('.', ' ')}"
            : $"fails in the engine: {text}";
    }

    /// <summary>
    /// Returns the message's first line without the engine's error codes and source locations; of an error of the GPU's libraries,
    /// its number and text.
    /// </summary>
    public static string Clean(string message)
    {
        if (DeviceFailure().Match(message) is { Success: true } device)
        {
            return device.Groups[1].Value;
        }

        var line = message.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? message[..end] : message;
        line = line.LastIndexOf(" : FAIL : ", StringComparison.Ordinal) is var place and >= 0 ? line[(place + " : FAIL : ".Length)..] : line;
        var text = SourcePlace().Replace(LoadModel().Replace(Code().Replace(line, ""), ""), "").Trim();
        return text.Any(char.IsLetter) ? text : line.Trim();
    }

    [GeneratedRegex(@"\A\[ErrorCode:\w+\]\s*")]
    private static partial Regex Code();

    [GeneratedRegex(@"\ALoad model from .*? failed:\s*")]
    private static partial Regex LoadModel();

    [GeneratedRegex(@"\S+\.(?:cc|cpp|cu|h):\d+ [^()]*\([^()]*\)(?: const)? ?")]
    private static partial Regex SourcePlace();

    /// <summary>An error of CUDA, cuDNN or cuBLAS, before the GPU's number, the host's name and the place in the source.</summary>
    [GeneratedRegex(@"\b(\w+ failure \d+: [^;\r\n]+?)\s*;\s*GPU=")]
    private static partial Regex DeviceFailure();

    /// <summary>cudaErrorInsufficientDriver and cudaErrorNoDevice.</summary>
    [GeneratedRegex(@"\ACUDA failure (?:35|100): ")]
    private static partial Regex MissingDevice();

    [GeneratedRegex(@"IR version: (\d+), max supported IR version: (\d+)")]
    private static partial Regex IrVersion();

    [GeneratedRegex(@"Opset (\d+) is under development.*till opset (\d+)")]
    private static partial Regex Opset();

    [GeneratedRegex(@"No Op registered for (?<op>[\w.]+)|(?<op>[\w.]+)\(-?\d+\) is not a registered function/op")]
    private static partial Regex UnknownOperator();

    [GeneratedRegex(@"(?:Could not find an implementation for|Failed to find kernel for) ([\w.]+)")]
    private static partial Regex MissingKernel();
}
