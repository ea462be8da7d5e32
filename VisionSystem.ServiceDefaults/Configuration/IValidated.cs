namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>An options class that says what is wrong with it, all at once, before the service starts.</summary>
public interface IValidated
{
    /// <summary>
    /// One sentence per error, naming the setting as operators know it (<see cref="SettingCatalog.NameOf"/>); empty when
    /// all is well. Ranges that the catalog holds are checked already.
    /// </summary>
    IEnumerable<string> Validate();
}
