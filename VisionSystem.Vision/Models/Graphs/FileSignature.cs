using System.Text;

namespace VisionSystem.Vision.Models.Graphs;

/// <summary>Recognises files that are often mistaken for a model: pointers, error pages, other formats.</summary>
internal static class FileSignature
{
    private static readonly (byte[] Start, int Offset, string Sentence)[] Formats =
    [
        ("PK\u0003\u0004"u8.ToArray(), 0, "is a zip archive, like PyTorch's .pt files, not an ONNX model: export it with `yolo export model=NAME.pt format=onnx`"),
        ([0x1F, 0x8B], 0, "is compressed with gzip: unpack it first"),
        ([0x80, 0x02], 0, "is a PyTorch pickle file, not an ONNX model: export it with `yolo export model=NAME.pt format=onnx`"),
        ("TFL3"u8.ToArray(), 4, "is a TensorFlow Lite model: export the model as ONNX"),
        ("ORTM"u8.ToArray(), 4, "is in ONNX Runtime's own format: use the .onnx file that it was created from"),
        ([0x89, (byte)'H', (byte)'D', (byte)'F'], 0, "is an HDF5 file, as written by Keras, not an ONNX model: export the model as ONNX"),
    ];

    /// <summary>Describes the file's actual format and the remedy, to be read after the file's name; null where it may be a model.</summary>
    /// <param name="start">The first bytes of the file.</param>
    public static string? Describe(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty)
        {
            return "is empty: copy or export it again";
        }

        if (Substitute(start) is { } substitute)
        {
            return substitute;
        }

        foreach (var (magic, offset, sentence) in Formats)
        {
            if (start.Length >= offset + magic.Length && start.Slice(offset, magic.Length).SequenceEqual(magic))
            {
                return sentence;
            }
        }

        return !start.ContainsAnyExcept((byte)0) ? "contains only zeros, as after an interrupted copy: copy it again"
            : IsText(start) ? "is a text file, not an ONNX model: copy or export it again"
            : null;
    }

    /// <summary>Describes a pointer or a web page, which may replace files of every kind; null for other content.</summary>
    public static string? Substitute(ReadOnlySpan<byte> start)
    {
        var text = Encoding.UTF8.GetString(start).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (text.StartsWith("version https://git-lfs.github.com/spec/", StringComparison.Ordinal))
        {
            return "is a Git LFS pointer instead of the file: run `git lfs pull` in the clone that it came from and copy it again";
        }

        if (text.StartsWith("/annex/objects/", StringComparison.Ordinal))
        {
            return "is a git-annex pointer instead of the file: run `git annex get` in the clone that it came from and copy it again";
        }

        return text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<head", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<!--", StringComparison.Ordinal)
            ? "is an HTML or XML page instead of the file, as after a failed download: open its address in a browser and download it again"
            : null;
    }

    /// <summary>True if all bytes are printable ASCII; a model starts with binary numbers.</summary>
    private static bool IsText(ReadOnlySpan<byte> start)
    {
        foreach (var value in start)
        {
            if (value is not (>= 0x20 and < 0x7F or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                return false;
            }
        }

        return true;
    }
}
