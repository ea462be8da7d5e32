using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Vision.Models;

/// <summary>The input of a graph that takes one picture.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Type">float32, float16 or uint8.</param>
/// <param name="Batch">Images of one run: the fixed number, else 1.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="ChannelsLast"><c>[N,H,W,C]</c> in place of <c>[N,C,H,W]</c>.</param>
/// <param name="DynamicBatch">Whether a run takes any number of images.</param>
/// <param name="Channels">3, or 1 for a graph that takes the image's luminance.</param>
internal sealed record ModelInput(
    string Name, TensorElementType Type, int Batch, int Width, int Height, bool ChannelsLast, bool DynamicBatch, int Channels = PixelBuffer.Channels)
{
    /// <summary>Side of a graph of any size about which nothing is known.</summary>
    private const int UnstatedSize = 640;

    private const int MostPixels = 64 << 20;

    public TensorSpec Spec { get; } = new(Name, Type, ChannelsLast ? [Batch, Height, Width, Channels] : [Batch, Channels, Height, Width]);

    /// <summary>Reads the input of a session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="file">The model's file, for messages.</param>
    /// <param name="card">Width and height there count where the graph leaves them open; null reads the card beside the file.</param>
    /// <exception cref="ModelException">It takes no single picture.</exception>
    public static ModelInput Read(InferenceSession session, string file, ModelConfig? card = null)
    {
        card ??= ModelConfig.Read(file);
        if (session.InputNames.Count != 1 || session.OutputNames.Count == 0)
        {
            throw new ModelException(
                ModelFault.Unusable, $"{file} takes {session.InputNames.Count} inputs ({string.Join(", ", session.InputNames)}); one picture is what is known here");
        }

        var name = session.InputNames[0];
        var node = session.InputMetadata[name];
        if (!node.IsTensor || node.Dimensions is not { Length: 4 } shape || node.ElementDataType is not (TensorElementType.Float or TensorElementType.Float16 or TensorElementType.UInt8)
            || (shape[1] is not (1 or 3 or -1) && shape[3] is not (1 or 3)))
        {
            throw new ModelException(
                ModelFault.Unusable,
                $"{file}: its input '{name}' is {(node.IsTensor ? $"{node.ElementDataType} [{string.Join(',', node.Dimensions)}]" : "no tensor")}; "
                + "float32, float16 or uint8 [N,3,H,W] or [N,H,W,3], or with 1 channel in place of 3, is what is known here");
        }

        var metadata = session.ModelMetadata.CustomMetadataMap;
        var channelsLast = shape[1] is not (1 or 3) && shape[3] is (1 or 3);
        var (height, width) = channelsLast ? (shape[1], shape[2]) : (shape[2], shape[3]);
        var channels = channelsLast ? shape[3] : shape[1] > 0 ? shape[1] : metadata.GetValueOrDefault("channels")?.Trim() == "1" ? 1 : PixelBuffer.Channels;
        var stated = StatedSize(metadata.GetValueOrDefault("imgsz"));
        (height, width) = (height > 0 ? height : card.Height ?? stated.Height, width > 0 ? width : card.Width ?? stated.Width);
        if ((long)width * height > MostPixels)
        {
            throw new ModelException(ModelFault.Unusable, $"{file}: an input of {width} × {height} pixels is more than can be served");
        }

        return new ModelInput(name, node.ElementDataType, shape[0] > 0 ? shape[0] : 1, width, height, channelsLast, shape[0] < 0, channels);
    }

    /// <summary>Of the metadata's <c>imgsz</c>, <c>[640, 640]</c> (height, width) or <c>640</c>.</summary>
    private static (int Height, int Width) StatedSize(string? imgsz)
    {
        if (imgsz is null || !PythonLiteral.TryParse(imgsz, out var value))
        {
            return (UnstatedSize, UnstatedSize);
        }

        return value switch
        {
            List<object?> and [long and > 0 and < 1 << 16 and var height, long and > 0 and < 1 << 16 and var width] => ((int)height, (int)width),
            long and > 0 and < 1 << 16 and var side => ((int)side, (int)side),
            _ => (UnstatedSize, UnstatedSize),
        };
    }
}

/// <summary>A tensor of a graph at the shape it is run with.</summary>
internal sealed record TensorSpec(string Name, TensorElementType Type, long[] Shape);
