using System.Text.Json;

namespace Aspire.Hosting.Orchestration.Launching;

/// <summary>Values that were made once and are needed as long as the data beside them: a file that only its owner reads.</summary>
internal sealed class KeptSecrets(string folder)
{
    private static readonly Lock Using = new();

    private readonly string _path = Path.Combine(folder, "secrets.json");

    public string GetOrAdd(string name, Func<string> make)
    {
        lock (Using)
        {
            var all = File.Exists(_path) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(_path))! : [];
            if (!all.TryGetValue(name, out var value))
            {
                all[name] = value = make();
                Directory.CreateDirectory(folder);
                PrivateFile.Write(_path, JsonSerializer.Serialize(all));
            }

            return value;
        }
    }
}
