using System.Text;
using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <content>String tensors: UTF-8 in memory of the engine.</content>
public sealed partial class OrtValue
{
    /// <summary>A tensor of empty strings, to be filled with <see cref="StringTensorSetElementAt(ReadOnlySpan{char}, int)"/>.</summary>
    /// <exception cref="OnnxRuntimeException">The engine cannot make such a tensor.</exception>
    public static OrtValue CreateTensorWithEmptyStrings(OrtAllocator allocator, long[] shape) =>
        CreateAllocatedTensorValue(allocator, TensorElementType.String, shape);

    /// <summary>Sets the element at a flat index.</summary>
    /// <exception cref="OnnxRuntimeException">It is not a string tensor, or the index is outside it.</exception>
    public void StringTensorSetElementAt(ReadOnlySpan<char> str, int index)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(str)];
        Encoding.UTF8.GetBytes(str, bytes);
        StringTensorSetElementAt(bytes, index);
    }

    /// <inheritdoc cref="StringTensorSetElementAt(ReadOnlySpan{char}, int)"/>
    public void StringTensorSetElementAt(ReadOnlyMemory<char> rom, int index) => StringTensorSetElementAt(rom.Span, index);

    /// <summary>Sets the element at a flat index to UTF-8 text.</summary>
    /// <exception cref="OnnxRuntimeException">It is not a string tensor, or the index is outside it.</exception>
    public unsafe void StringTensorSetElementAt(ReadOnlySpan<byte> utf8Bytes, int index)
    {
        var buffer = OrtApi.Get(OrtFunction.GetResizedStringTensorElementBuffer, Handle, index, utf8Bytes.Length);
        utf8Bytes.CopyTo(new Span<byte>((void*)buffer, utf8Bytes.Length));
        GC.KeepAlive(this);
    }

    /// <summary>The element at a flat index.</summary>
    /// <exception cref="OnnxRuntimeException">It is not a string tensor, or the index is outside it.</exception>
    public unsafe string GetStringElement(int index)
    {
        var bytes = new byte[OrtApi.Get(OrtFunction.GetStringTensorElementLength, Handle, index)];
        fixed (byte* buffer = bytes)
        {
            OrtApi.Invoke(OrtFunction.GetStringTensorElement, Handle, bytes.Length, index, (nint)buffer);
        }

        GC.KeepAlive(this);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>All elements, in row-major order.</summary>
    /// <exception cref="OnnxRuntimeException">It is not a string tensor.</exception>
    public string[] GetStringTensorAsArray()
    {
        var (type, count) = GetTypeAndCount();
        if (type != TensorElementType.String)
        {
            throw new OnnxRuntimeException(ErrorCode.Fail, $"This tensor is of {type}, not of strings.");
        }

        var result = new string[count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = GetStringElement(i);
        }

        return result;
    }
}
