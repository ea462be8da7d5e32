using System.Security.Cryptography;
using System.Text;

namespace VisionSystem.Tests.Inference.Models;

/// <summary>A temporary model folder with variants of the demo model that differ in one metadata entry.</summary>
internal sealed class ModelFolder : IDisposable
{
    private static readonly byte[] Demo = File.ReadAllBytes(System.IO.Path.Combine(AppContext.BaseDirectory, "models", "demo.onnx"));
    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _staging = new();

    public string Path => _folder.Path;

    public static long ModelSize => Demo.Length;

    /// <summary>The demo model with an additional metadata entry: a different file with the same behaviour.</summary>
    public static byte[] Variant(string variant)
    {
        // ModelProto.metadata_props is field 14, a message of key (1) and value (2); repeated fields may be at any position.
        byte[] entry = [.. Text(0x0A, "variant"), .. Text(0x12, variant)];
        return [.. Demo, 0x72, (byte)entry.Length, .. entry];
    }

    /// <summary>The version that responses contain for a variant.</summary>
    public static string VersionOf(byte[] model) => "1.0.0+" + Convert.ToHexStringLower(SHA256.HashData(model))[..8];

    /// <summary>Replaces a file in one step, as a deployment does.</summary>
    public void Put(string relative, byte[] content)
    {
        var target = System.IO.Path.Combine(Path, relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
        var staged = System.IO.Path.Combine(_staging.Path, Guid.CreateVersion7().ToString("N"));
        File.WriteAllBytes(staged, content);
        File.Move(staged, target, overwrite: true);
    }

    public void Remove(string relative) => File.Delete(System.IO.Path.Combine(Path, relative));

    public void Dispose()
    {
        _folder.Dispose();
        _staging.Dispose();
    }

    private static byte[] Text(byte tag, string text) => [tag, (byte)text.Length, .. Encoding.ASCII.GetBytes(text)];
}
