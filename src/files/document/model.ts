// A document before it is drawn: both the PDF and the Word writer read this and nothing else.

/** Words with a weight. */
export interface Run {
  readonly text: string
  readonly bold?: boolean
  readonly italic?: boolean
}

export type Align = 'left' | 'center' | 'right' | 'justify'

export type Block =
  /** The national heading: CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM over its motto. */
  | { readonly type: 'motto' }
  | { readonly type: 'title'; readonly text: string; readonly under?: string }
  | { readonly type: 'heading'; readonly text: string }
  | {
      readonly type: 'paragraph'
      readonly runs: readonly Run[]
      readonly align?: Align
      readonly indent?: boolean
    }
  /** "Label: value", the value over a dotted line that goes on to the margin; an empty value leaves the dots to write on. */
  | { readonly type: 'line'; readonly label: string; readonly value: string; readonly lines?: number }
  /** Several short lines side by side. */
  | { readonly type: 'lines'; readonly parts: readonly { label: string; value: string; width?: number }[] }
  | {
      readonly type: 'boxes'
      readonly label: string
      readonly options: readonly { label: string; ticked: boolean }[]
    }
  | {
      readonly type: 'table'
      readonly columns: readonly { label: string; width: number; align?: Align }[]
      readonly rows: readonly (readonly string[])[]
    }
  | { readonly type: 'list'; readonly items: readonly string[]; readonly ordered: boolean }
  | { readonly type: 'qr'; readonly text: string; readonly caption: string }
  | {
      readonly type: 'signature'
      readonly place: string
      readonly parts: readonly { title: string; note?: string; name?: string }[]
    }
  | { readonly type: 'note'; readonly text: string }
  | { readonly type: 'space'; readonly points: number }

export interface Document {
  readonly title: string
  readonly blocks: readonly Block[]
}

export interface RenderOptions {
  /** Every page says that nothing here is real. */
  readonly demo?: boolean
}

export type Render = (document: Document, options?: RenderOptions) => Promise<Uint8Array>
