using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Vision.Models;

namespace VisionSystem.Tests.Vision.Models;

/// <summary>Models of the shared cases, loaded as the service loads them.</summary>
internal static class TestModels
{
    /// <summary>Loads a file as the service does, on the CPU.</summary>
    public static LoadedModel Load(string file)
    {
        var options = new ExecutionOptions { Providers = new("cpu") };
        var providers = new ExecutionProviders(options, TimeProvider.System, NullLogger<ExecutionProviders>.Instance);
        return new ModelLoader(providers, options, NullLogger<ModelLoader>.Instance)
            .Load(ModelVersion.NameOf(file), file);
    }

    /// <summary>Copies files of the shared cases into a folder and returns the path of the first one.</summary>
    public static string Copy(string folder, params string[] names)
    {
        foreach (var name in names)
        {
            File.WriteAllBytes(Path.Combine(folder, name), Case(name));
        }

        return Path.Combine(folder, names[0]);
    }

    public static byte[] Case(string name) => File.ReadAllBytes(TestData.Require("cases/" + name));

    /// <summary>The file with a text replaced by one of the same length, so that all length fields remain valid.</summary>
    public static byte[] Replace(byte[] model, string text, string other)
    {
        Assert.Equal(text.Length, other.Length);
        var replaced = System.Text.Encoding.Latin1.GetString(model).Replace(text, other, StringComparison.Ordinal);
        return System.Text.Encoding.Latin1.GetBytes(replaced);
    }
}
