using VisionSystem.Manifests.Layout;
using VisionSystem.Manifests.Mending;
using VisionSystem.Manifests.Model;

// Called by `./vision manifests`: from the AppHost's manifest to aspirate-output/base.
switch (args)
{
    case ["write", var manifest, var folder, var registry, var tag]:
        new BaseWriter(AppManifest.Read(manifest), new(registry, tag)).Write(folder);
        return 0;

    case ["mend", var manifest, var folder]:
        new AspirateMender(AppManifest.Read(manifest)).Mend(folder);
        return 0;

    default:
        Console.Error.WriteLine("usage: write MANIFEST FOLDER REGISTRY TAG | mend MANIFEST FOLDER");
        return 2;
}
