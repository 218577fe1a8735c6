// The parts of a Word file that are the same in every document.

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const packages = 'http://schemas.openxmlformats.org/package/2006'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const word = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
const kind = 'application/vnd.openxmlformats-officedocument.wordprocessingml'

export function contentTypes(hasHeader: boolean): string {
  return (
    `${declaration}<Types xmlns="${packages}/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>' +
    `<Override PartName="/word/document.xml" ContentType="${kind}.document.main+xml"/>` +
    `<Override PartName="/word/styles.xml" ContentType="${kind}.styles+xml"/>` +
    (hasHeader ? `<Override PartName="/word/header1.xml" ContentType="${kind}.header+xml"/>` : '') +
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
  )
}

export const rootRelations =
  `${declaration}<Relationships xmlns="${packages}/relationships">` +
  `<Relationship Id="rId1" Type="${office}/officeDocument" Target="word/document.xml"/>` +
  `<Relationship Id="rId2" Type="${packages}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`

export function relations(pictures: number, hasHeader: boolean): string {
  const qr = Array.from(
    { length: pictures },
    (_, at) => `<Relationship Id="rIdQr${at + 1}" Type="${office}/image" Target="media/qr${at + 1}.png"/>`,
  )
  return (
    `${declaration}<Relationships xmlns="${packages}/relationships">` +
    `<Relationship Id="rIdStyles" Type="${office}/styles" Target="styles.xml"/>` +
    (hasHeader ? `<Relationship Id="rIdHeader" Type="${office}/header" Target="header1.xml"/>` : '') +
    `${qr.join('')}</Relationships>`
  )
}

export function core(title: string): string {
  return (
    `${declaration}<cp:coreProperties xmlns:cp="${packages}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">` +
    `<dc:title>${title}</dc:title><dc:language>vi-VN</dc:language></cp:coreProperties>`
  )
}

/** Times New Roman 13, as administrative papers are set. */
export const styles =
  `${declaration}<w:styles xmlns:w="${word}"><w:docDefaults><w:rPrDefault><w:rPr>` +
  '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:eastAsia="Times New Roman"/>' +
  '<w:sz w:val="26"/><w:szCs w:val="26"/><w:lang w:val="vi-VN" w:eastAsia="vi-VN"/></w:rPr></w:rPrDefault>' +
  '<w:pPrDefault><w:pPr><w:spacing w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>' +
  '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style></w:styles>'

/** What every page of a trial says. */
export const header =
  `${declaration}<w:hdr xmlns:w="${word}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr>` +
  '<w:r><w:rPr><w:b/><w:color w:val="C01818"/><w:sz w:val="20"/></w:rPr><w:t>BẢN THỬ – KHÔNG CÓ GIÁ TRỊ NỘP</w:t></w:r></w:p></w:hdr>'
