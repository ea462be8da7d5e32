namespace VisionSystem.Vision.Preprocessing;

/// <summary>
/// The operations of the kernels on vectors of 16-bit words, independent of the vector width. Wider vectors are lanes of
/// eight words, and zipping stays within a lane, so one kernel serves all widths.
/// </summary>
/// <typeparam name="TVector">The vector type.</typeparam>
internal unsafe interface IWords<TVector>
    where TVector : struct
{
    /// <summary>The number of words in a vector, a multiple of eight.</summary>
    static abstract int Count { get; }

    static abstract TVector Create(short value);

    static abstract TVector Load(short* source);

    static abstract void Store(TVector value, short* target);

    /// <summary>Loads bytes and widens them to words.</summary>
    static abstract TVector LoadBytes(byte* source);

    /// <summary>Stores <c>(value + 64) / 128</c> as bytes: rounds fractions of grey levels to the nearest integer.</summary>
    static abstract void StoreGrey(TVector value, byte* target);

    /// <summary>Loads eight words from each offset; the offsets of adjacent lanes are eight entries apart.</summary>
    static abstract TVector Gather(short* source, int* offsets);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector ShiftLeft(TVector value, int bits);

    /// <summary>Computes <c>(value · factor + 2¹⁴) / 2¹⁵</c>, as <see cref="Simd.MultiplyRounded(int, int)"/>.</summary>
    static abstract TVector MultiplyRounded(TVector value, TVector factor);

    /// <summary>Interpolates between two vectors with a weight in units of 1/2¹⁵.</summary>
    static abstract TVector Blend(TVector near, TVector far, TVector weight);

    /// <summary>Interleaves the lower halves of both in units of 16 bits: a0 b0 a1 b1 …</summary>
    static abstract TVector ZipLow16(TVector a, TVector b);

    static abstract TVector ZipHigh16(TVector a, TVector b);

    static abstract TVector ZipLow32(TVector a, TVector b);

    static abstract TVector ZipHigh32(TVector a, TVector b);

    static abstract TVector ZipLow64(TVector a, TVector b);

    static abstract TVector ZipHigh64(TVector a, TVector b);
}
