from directory.models.lead import Lead
from directory.models.listing import Listing, Logo
from directory.models.profile import BusinessProfile, ProfileLocation

__all__ = ["BusinessProfile", "Lead", "Listing", "Logo", "ProfileLocation"]
