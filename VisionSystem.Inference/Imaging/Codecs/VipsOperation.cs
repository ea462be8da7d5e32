using System.Buffers;

namespace VisionSystem.Inference.Imaging.Codecs;

/// <summary>One libvips operation: made by name, given its arguments, built, asked for its output. Names end in a zero byte.</summary>
internal sealed unsafe class VipsOperation : IDisposable
{
    private readonly VipsLibrary _vips;
    private readonly nint _handle;
    private bool _valid;

    public VipsOperation(VipsLibrary vips, ReadOnlySpan<byte> name)
    {
        _vips = vips;
        fixed (byte* text = name)
        {
            _handle = vips.NewOperation(text);
        }

        _valid = _handle != 0;
    }

    /// <summary>Sets a number, a switch or a choice, spelled as on libvips' command line.</summary>
    public void Set(ReadOnlySpan<byte> argument, ReadOnlySpan<byte> value)
    {
        fixed (byte* name = argument, text = value)
        {
            _valid = _valid && _vips.SetFromText(_handle, name, text) == 0;
        }
    }

    public void SetImage(ReadOnlySpan<byte> argument, nint image)
    {
        VipsValue value = default;
        _vips.InitValue(&value, _vips.ImageType);
        _vips.SetObject(&value, image);
        SetProperty(argument, ref value);
    }

    /// <summary>Sets a file's bytes, which have to stay in place as long as any image made from them.</summary>
    public void SetBytes(ReadOnlySpan<byte> argument, byte* bytes, nuint length)
    {
        var blob = _vips.NewBlob(0, bytes, length);
        VipsValue value = default;
        _vips.InitValue(&value, _vips.BlobType);
        _vips.SetBoxed(&value, blob);
        SetProperty(argument, ref value);
        _vips.UnrefBlob(blob);
    }

    /// <returns>False if an argument was not accepted or the operation failed; libvips' error text says why.</returns>
    public bool Build() => _valid && _vips.Build(_handle) == 0;

    /// <summary>The output image, which the caller has to unref.</summary>
    public nint GetImage(ReadOnlySpan<byte> argument)
    {
        var value = GetProperty(argument, _vips.ImageType);
        var image = _vips.DuplicateObject(&value);
        _vips.UnsetValue(&value);
        return image;
    }

    /// <summary>Copies the output's bytes.</summary>
    public void ReadBytes(ReadOnlySpan<byte> argument, IBufferWriter<byte> output)
    {
        var value = GetProperty(argument, _vips.BlobType);
        nuint length;
        var bytes = _vips.BlobBytes(_vips.GetBoxed(&value), &length);
        output.Write(new ReadOnlySpan<byte>(bytes, checked((int)length)));
        _vips.UnsetValue(&value);
    }

    public void Dispose()
    {
        if (_handle != 0)
        {
            _vips.UnrefOutputs(_handle);
            _vips.Unref(_handle);
        }
    }

    private void SetProperty(ReadOnlySpan<byte> argument, ref VipsValue value)
    {
        fixed (byte* name = argument)
        fixed (VipsValue* pinned = &value)
        {
            if (_valid)
            {
                _vips.SetProperty(_handle, name, pinned);
            }

            _vips.UnsetValue(pinned);
        }
    }

    private VipsValue GetProperty(ReadOnlySpan<byte> argument, nuint type)
    {
        VipsValue value = default;
        _vips.InitValue(&value, type);
        fixed (byte* name = argument)
        {
            _vips.GetProperty(_handle, name, &value);
        }

        return value;
    }
}
