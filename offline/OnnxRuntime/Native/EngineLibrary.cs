using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>
/// Finds and loads <c>libonnxruntime</c>: the file that the environment variable <c>VISION_ONNXRUNTIME</c> names and
/// nothing else; without it beside the application, then <c>.vision/native/onnxruntime/</c> in a folder above it
/// (where <c>./vision setup</c> puts the engine), then what the system's loader finds.
/// </summary>
internal static class EngineLibrary
{
    private const string Variable = "VISION_ONNXRUNTIME";

    private static readonly string FileName = OperatingSystem.IsMacOS() ? "libonnxruntime.dylib" : "libonnxruntime.so.1";

    /// <summary>NuGet's name for the platform, without the distribution that the runtime's own identifier may carry.</summary>
    private static readonly string Platform =
        $"{(OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.ProcessArchitecture}".ToLowerInvariant();

    private static nint _library;

    /// <exception cref="DllNotFoundException">No engine was found, or the one found could not be loaded.</exception>
    /// <exception cref="EntryPointNotFoundException">The library has no export of that name.</exception>
    internal static nint Export(string name)
    {
        var library = Volatile.Read(ref _library);
        if (library == 0)
        {
            // Two threads may both get here: the loader counts references to one and the same library.
            library = Load();
            Volatile.Write(ref _library, library);
        }

        return NativeLibrary.GetExport(library, name);
    }

    private static nint Load()
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("This ONNX Runtime binding is for Linux and macOS; on Windows use the official package.");
        }

        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return File.Exists(named) ? NativeLibrary.Load(named) : throw NotFound([$"{Variable}={named}"]);
        }

        var places = Places().ToList();
        if (places.Find(File.Exists) is { } file)
        {
            return NativeLibrary.Load(file);
        }

        string[] systemNames = [FileName, "onnxruntime"];
        foreach (var name in systemNames)
        {
            if (NativeLibrary.TryLoad(name, out var library))
            {
                return library;
            }
        }

        throw NotFound([.. places, .. systemNames.Select(name => $"{name} (system loader)")]);
    }

    private static IEnumerable<string> Places()
    {
        var home = AppContext.BaseDirectory;
        yield return Path.Combine(home, FileName);
        yield return Path.Combine(home, "runtimes", Platform, "native", FileName);
        for (var folder = new DirectoryInfo(home); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, ".vision", "native", "onnxruntime", FileName);
        }
    }

    private static DllNotFoundException NotFound(IEnumerable<string> places) =>
        new($"The ONNX Runtime engine was not found: run ./vision setup, or name the file in {Variable}. " +
            $"Looked at: {string.Join(", ", places)}.");
}
