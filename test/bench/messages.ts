// How many messages an applicant sends until a dossier is reviewed and until it is filed, with and without an ID-card photo.
import { fileGuide } from '../support/file-guide.ts'

const procedures = [
  'dang-ky-khai-sinh',
  'dang-ky-ket-hon',
  'dang-ky-khai-tu',
  'cap-phieu-ly-lich-tu-phap',
  'thanh-lap-ho-kinh-doanh',
]

/** From a deep link, every question answered and each paper sent as one photo; the first choice of each question. */
export function measureMessages() {
  return procedures.map((procedure) => {
    const typed = fileGuide(procedure, 0)
    const card = fileGuide(procedure, 0, { card: true })
    return {
      procedure,
      toReview: typed.messagesToReview,
      toReviewWithCard: card.messagesToReview,
      toConfirmation: typed.messages,
      toConfirmationWithCard: card.messages,
    }
  })
}
