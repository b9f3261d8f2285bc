/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

/**
 * A setting that the user gave cannot be used. The harness prints it as one line and exits with the
 * usage code.
 */
public final class SettingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String setting;
  private final String complaint;

  /**
   * @param setting the flag or key as the user writes it
   * @param value the value given (never a secret)
   * @param allowed what is allowed, as a phrase
   * @param advice what to do, as a phrase; may be empty
   */
  public SettingException(String setting, String value, String allowed, String advice) {
    this(
        setting,
        "="
            + value
            + " cannot be used: allowed is "
            + allowed
            + (advice.isEmpty() ? "" : "; " + advice));
  }

  private SettingException(String setting, String complaint) {
    super(setting + complaint);
    this.setting = setting;
    this.complaint = complaint;
  }

  /** The same refusal of a setting that the user wrote in another way, as in a file. */
  public SettingException of(String asWritten) {
    SettingException other = new SettingException(asWritten, complaint);
    other.initCause(getCause());
    return other;
  }

  /** The flag or key. */
  public String setting() {
    return setting;
  }
}
