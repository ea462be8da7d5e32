using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Vision.Models;

/// <summary>The input of a graph with one image input.</summary>
/// <param name="Name">The input's name in the graph.</param>
/// <param name="Type">float32, float16 or uint8.</param>
/// <param name="Batch">The number of images per run: the fixed number, otherwise 1.</param>
/// <param name="Width">The width in pixels.</param>
/// <param name="Height">The height in pixels.</param>
/// <param name="ChannelsLast">True for <c>[N,H,W,C]</c>, false for <c>[N,C,H,W]</c>.</param>
/// <param name="DynamicBatch">True if a run accepts any number of images.</param>
/// <param name="Channels">The number of channels: 3, or 1 for a graph that expects luma.</param>
internal sealed record ModelInput(
    string Name, TensorElementType Type, int Batch, int Width, int Height, bool ChannelsLast, bool DynamicBatch, int Channels = PixelBuffer.Channels)
{
    /// <summary>The default side in pixels of a graph with symbolic size and no stated size.</summary>
    private const int DefaultSize = 640;

    private const int MaxPixels = 64 << 20;

    public TensorSpec Spec { get; } = new(Name, Type, ChannelsLast ? [Batch, Height, Width, Channels] : [Batch, Channels, Height, Width]);

    /// <summary>Reads the input of a session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="file">The model's file, for messages.</param>
    /// <param name="config">
    /// The operator's settings, whose width and height apply where the graph leaves them open; null reads them from the file
    /// beside the model.
    /// </param>
    /// <exception cref="ModelException">The graph has no single image input.</exception>
    public static ModelInput Read(InferenceSession session, string file, ModelConfig? config = null)
    {
        config ??= ModelConfig.Read(file);
        if (session.InputNames.Count != 1 || session.OutputNames.Count == 0)
        {
            throw new ModelException(
                ModelFault.Unusable, $"{file} takes {session.InputNames.Count} inputs ({string.Join(", ", session.InputNames)}); exactly one image input is supported");
        }

        var name = session.InputNames[0];
        var node = session.InputMetadata[name];
        if (!node.IsTensor || node.Dimensions is not { Length: 4 } shape || node.ElementDataType is not (TensorElementType.Float or TensorElementType.Float16 or TensorElementType.UInt8)
            || (shape[1] is not (1 or 3 or -1) && shape[3] is not (1 or 3)))
        {
            throw new ModelException(
                ModelFault.Unusable,
                $"{file}: its input '{name}' is {(node.IsTensor ? $"{node.ElementDataType} [{string.Join(',', node.Dimensions)}]" : "not a tensor")}; "
                + "float32, float16 or uint8 [N,3,H,W] or [N,H,W,3], or the same with 1 channel, is supported");
        }

        var metadata = session.ModelMetadata.CustomMetadataMap;
        var channelsLast = shape[1] is not (1 or 3) && shape[3] is (1 or 3);
        var (height, width) = channelsLast ? (shape[1], shape[2]) : (shape[2], shape[3]);
        var channels = channelsLast ? shape[3] : shape[1] > 0 ? shape[1] : metadata.GetValueOrDefault("channels")?.Trim() == "1" ? 1 : PixelBuffer.Channels;
        var stated = ParseSize(metadata.GetValueOrDefault("imgsz"));
        (height, width) = (height > 0 ? height : config.Height ?? stated.Height, width > 0 ? width : config.Width ?? stated.Width);
        if ((long)width * height > MaxPixels)
        {
            throw new ModelException(ModelFault.Unusable, $"{file}: an input of {width} × {height} pixels exceeds the limit of {MaxPixels} pixels");
        }

        return new ModelInput(name, node.ElementDataType, shape[0] > 0 ? shape[0] : 1, width, height, channelsLast, shape[0] < 0, channels);
    }

    /// <summary>Parses the metadata's <c>imgsz</c>: <c>[640, 640]</c> (height, width) or <c>640</c>.</summary>
    private static (int Height, int Width) ParseSize(string? imgsz)
    {
        if (imgsz is null || !PythonLiteral.TryParse(imgsz, out var value))
        {
            return (DefaultSize, DefaultSize);
        }

        return value switch
        {
            List<object?> and [long and > 0 and < 1 << 16 and var height, long and > 0 and < 1 << 16 and var width] => ((int)height, (int)width),
            long and > 0 and < 1 << 16 and var side => ((int)side, (int)side),
            _ => (DefaultSize, DefaultSize),
        };
    }
}

/// <summary>A tensor of a graph with the shape of its runs.</summary>
internal sealed record TensorSpec(string Name, TensorElementType Type, long[] Shape);
