using System.Runtime.InteropServices;
using VisionSystem.Bench.Data;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Imaging.Codecs;
using VisionSystem.Vision.Models;

namespace VisionSystem.Bench.Pipeline;

/// <summary>
/// The upper limit of any pipeline: libjpeg-turbo and the engine, called back to back with all buffers prepared. Each image is decoded
/// to the size that the pipeline uses and discarded; each run uses a tensor that was filled once.
/// </summary>
internal sealed unsafe class BareLoop : IDisposable
{
    private readonly TurboJpegLibrary _library = TurboJpegLibrary.Instance ?? throw new InvalidOperationException($"{TurboJpegLibrary.LoadError}. {TurboJpegLibrary.Remedy}.");
    private readonly LoadedModel _model;
    private readonly bool _alone;
    private readonly InferenceBuffers _slot;
    private readonly nint _decoder;
    private byte* _pixels;
    private nuint _capacity;

    public BareLoop(LoadedModel model, ImageFile filling, bool alone)
    {
        (_model, _alone, _slot, _decoder) = (model, alone, model.NewBuffers(), _library.InitDecompress());
        using var pixels = filling.Decode();
        _slot.Fill(0, new UprightView(pixels, filling.Header.Orientation), filling.PlanFor(model), model.Description.Preparation);
    }

    public void Decode(ImageFile image)
    {
        var plan = image.PlanFor(_model);
        var divisor = JpegScale.Divisor(image.Header.Width, image.Header.Height, plan.ScaledWidth, plan.ScaledHeight);
        var (width, height) = (JpegScale.Side(image.Header.Width, divisor), JpegScale.Side(image.Header.Height, divisor));
        var bytes = (nuint)width * (nuint)height * PixelBuffer.Channels;
        if (bytes > _capacity)
        {
            _pixels = (byte*)NativeMemory.AlignedRealloc(_pixels, bytes, 64);
            _capacity = bytes;
        }

        fixed (byte* file = image.Bytes)
        {
            if (_library.Decompress(_decoder, file, new CULong((nuint)image.Bytes.Length), _pixels, width, width * PixelBuffer.Channels, height, TurboJpegLibrary.PixelFormatRgb, 0) != 0)
            {
                throw new InvalidDataException($"{image.Name}: libjpeg-turbo cannot decode the image.");
            }
        }
    }

    public void Run() => _model.Run(_slot, 1, _alone);

    public void Dispose()
    {
        _slot.Dispose();
        NativeMemory.AlignedFree(_pixels);
    }
}
