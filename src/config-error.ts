// A setting that stops the start: named, its value never printed.
export class ConfigError extends Error {
  readonly variable: string
  constructor(variable: string, sentence: string) {
    super(`[config] ${variable}: ${sentence}`)
    this.name = 'ConfigError'
    this.variable = variable
  }
}
