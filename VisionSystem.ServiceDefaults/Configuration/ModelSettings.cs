using System.Text.RegularExpressions;

namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>Models and what runs them.</summary>
internal static partial class ModelSettings
{
    private static readonly string[] Providers = ["tensorrt", "cuda", "cpu"];

    public static readonly IReadOnlyList<Setting> All =
    [
        new("CV_MODEL_PATH", "Vision:Models:Path", SettingKind.Path, null, "Folder of the model files; without it the bundled demo model serves.")
        {
            Aliases = ["MODEL_PATH"],
            FromAlias = ModelPath.Folder,
        },
        new("CV_YOLO_MODEL", "Vision:Models:Default", SettingKind.Path, null, "Model that answers when a request names none; yolov8n.pt means the yolov8n.onnx beside it.")
        {
            Aliases = ["MODEL_PATH"],
            FromAlias = ModelPath.File,
        },
        new("CV_MODEL_CACHE_SIZE", "Vision:Models:CacheSize", SettingKind.Size, "10gb", "Size of the models held in memory at one time."),
        new("CV_MODEL_PRELOAD", "Vision:Models:Preload", SettingKind.List("model names, or *", item => item.Length > 0), null, "Models to load at start besides the default one; * for all."),
        new("CV_MODEL_CONTROL", "Vision:Models:AllowControl", SettingKind.Boolean, "false", "Models may be loaded and unloaded over HTTP."),
        new("MLFLOW_TRACKING_URI", "Vision:Models:MlflowTrackingUri", SettingKind.SecretUrl("http", "https"), null, "MLflow server that models are taken from."),
        new("CV_USE_GPU", "Vision:Execution:UseGpu", SettingKind.Boolean, null, "true: a missing GPU stops the start; false: the CPU only; without it a GPU is used where there is one."),
        new("CV_EXECUTION_PROVIDERS", "Vision:Execution:Providers", SettingKind.List("tensorrt, cuda, cpu", IsProvider), "tensorrt,cuda,cpu", "Execution providers in order of preference."),
        new("CV_CUDA_DEVICE", "Vision:Execution:Cuda:Device", SettingKind.WholeNumber(0, 1023), "0", "GPU to use, of those that CUDA shows."),
        new("CV_QUANTIZED_ARITHMETIC", "Vision:Execution:QuantizedArithmetic", SettingKind.Choice("auto", "integer", "float"), "auto", "How dynamically quantised models multiply; auto measures on a CPU when a model loads and takes float on a GPU."),
        new("CUDA_VISIBLE_DEVICES", "Vision:Execution:CudaVisibleDevices", SettingKind.List("GPU numbers or ids", Device().IsMatch), null, "GPUs that CUDA shows to the process; read by CUDA itself."),
        new("CV_OCR_LANGUAGES", "Vision:Ocr:Languages", SettingKind.List("Tesseract language codes", Language().IsMatch), "eng", "Languages of text recognition."),
        new("CV_TESSERACT_DATA_PATH", "Vision:Ocr:DataPath", SettingKind.Path, null, "Folder of Tesseract's language data; without it Tesseract's own."),
    ];

    private static bool IsProvider(string item) => Providers.Contains(item, StringComparer.OrdinalIgnoreCase);

    // CUDA's own grammar: an ordinal, -1 for none, or a GPU or MIG id.
    [GeneratedRegex(@"\A(-1|[0-9]{1,4}|(GPU|MIG)-[0-9A-Za-z/-]{1,80}|NoDevFiles)\z")]
    private static partial Regex Device();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_/]{1,39}\z")]
    private static partial Regex Language();
}
