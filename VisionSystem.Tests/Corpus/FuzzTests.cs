using System.Globalization;
using System.Security.Cryptography;
using VisionSystem.Tests.Vision.Imaging;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Tests.Corpus;

/// <summary>
/// Decodes malformed files of every format with every choice of codecs. No file ends the process or makes it hang; each results
/// in pixels or a fault with a reason, and the next valid file decodes as before. <c>VISION_FUZZ_CASES</c> is the number of
/// files of each kind, <c>VISION_FUZZ_SEED</c> the first seed; a failing test reports its seed.
/// </summary>
public sealed class FuzzTests
{
    private const int UsualCases = 60;
    private const long MostPixels = 4_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly int Cases = Setting("VISION_FUZZ_CASES", UsualCases);
    private static readonly int FirstSeed = Setting("VISION_FUZZ_SEED", 13);

    public static TheoryData<string> Choices => TestCodecs.Choices;

    [Theory]
    [MemberData(nameof(Choices))]
    public Task Every_mutation_gives_pixels_or_a_fault_and_the_next_good_file_is_decoded_as_before(string choice) =>
        DecodeAllAsync(choice, good => Enumerable.Range(FirstSeed, Cases).Select(seed => (Mutations.Make(good, seed), $"seed {seed}")));

    [Theory]
    [MemberData(nameof(Choices))]
    public Task Every_cut_at_a_marker_gives_pixels_or_a_fault_and_the_next_good_file_is_decoded_as_before(string choice) =>
        DecodeAllAsync(choice, good => Mutations.CutAtEveryPart(good).Select(bad => (bad, $"{bad.Length} of {good.Length} bytes")));

    private static async Task DecodeAllAsync(string choice, Func<byte[], IEnumerable<(byte[] File, string Description)>> malformed)
    {
        var codecs = TestCodecs.Of(choice, MostPixels);
        foreach (var (name, good) in SeedImages.All)
        {
            var known = Decode(codecs, good);
            Assert.NotNull(known);
            foreach (var (bad, description) in malformed(good))
            {
                await DecodeInTimeAsync(codecs, bad, $"{name}, {description}");
                Assert.True(known == Decode(codecs, good), $"after {name}, {description}");
            }
        }
    }

    private static async Task DecodeInTimeAsync(ImageCodecs codecs, byte[] file, string what)
    {
        try
        {
            await Task.Run(() => Decode(codecs, file), TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Assert.Fail($"{what}: {e}");
        }
    }

    /// <summary>The hash of a file's pixels; null for a fault.</summary>
    private static string? Decode(ImageCodecs codecs, byte[] file)
    {
        var fault = codecs.ReadHeader(file, out var header, out var detail);
        PixelBuffer? pixels = null;
        if (fault == ImageFault.None)
        {
            fault = codecs.Decode(file, header, 0, 0, out pixels, out detail);
        }

        using (pixels)
        {
            Assert.True(Enum.IsDefined(fault));
            Assert.Equal(fault == ImageFault.None, pixels is not null);
            Assert.Equal(fault == ImageFault.None, detail is null);
            return pixels is null ? null : Hash(pixels, header);
        }
    }

    private static unsafe string Hash(PixelBuffer pixels, in ImageHeader header)
    {
        Assert.Equal((header.Width, header.Height), (pixels.Width, pixels.Height));
        return Convert.ToHexString(SHA256.HashData(new ReadOnlySpan<byte>(pixels.Pointer, (int)pixels.ByteLength)));
    }

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : usual;
}
